import { Injectable } from '@nestjs/common';
import { seesWhole, sightOfOpened } from '#access';
import type { Principal } from '#access';
import { RECORD_KINDS } from '#matching';
import type { Contact } from '#matching';
import { AgreementStore, isOpen, keyOf, RecordStore } from '#storage';
import type { Agreement, BriefRecord, PairedRecord, PairingOf, WholeRecord } from '#storage';

export interface Disclosed<Shown extends BriefRecord = PairedRecord> {
  /** With each record as far as the caller may see it. */
  view: PairingOf<Shown>;
  agreement: Agreement;
  /** Whom to call on either side; null while the two sides have not agreed, or where it is not for the caller. */
  contacts: { need: Contact | null; supply: Contact | null } | null;
}

/** Puts whole records in the place of blind summaries, for callers who are cleared for them. */
@Injectable()
export class Disclosure {
  constructor(
    private readonly records: RecordStore,
    private readonly agreements: AgreementStore,
  ) {}

  /** In the order given. Without blind summaries nothing is asked. */
  async recordsFor(caller: Principal, shown: readonly PairedRecord[]): Promise<PairedRecord[]> {
    const cleared = await this.cleared(caller, shown);
    return shown.map((record) => cleared.get(record.id) ?? record);
  }

  /** In the order given. */
  async pairings<Shown extends BriefRecord>(
    caller: Principal,
    views: readonly PairingOf<Shown>[],
  ): Promise<Disclosed<Shown | PairedRecord>[]> {
    const sides = views.flatMap(({ need, supply }) => [need, supply]);
    const [cleared, agreements] = await Promise.all([this.cleared(caller, sides), this.agreements.between(views)]);
    const agreed = views.filter((view) => isOpen(agreementOf(agreements, view)));
    const ids = agreed.flatMap(({ needId, supplyId }) => [needId, supplyId]);
    const whole = ids.length === 0 ? [] : await this.records.findWhole(ids, null);
    const opened = new Map(whole.map((record) => [record.id, record]));
    return views.map((view) => {
      const agreement = agreementOf(agreements, view);
      const [need, supply] = isOpen(agreement) ? [opened.get(view.needId), opened.get(view.supplyId)] : [];
      const sight = need && supply ? sightOfOpened(caller, [need, supply]) : 'nothing';
      const isWhole = sight === 'whole' || sight === 'no-contact';
      return {
        view: {
          ...view,
          need: (isWhole && need && withoutContact(need)) || (cleared.get(view.needId) ?? view.need),
          supply: (isWhole && supply && withoutContact(supply)) || (cleared.get(view.supplyId) ?? view.supply),
        },
        agreement,
        contacts: sight === 'whole' && need && supply ? { need: need.contact, supply: supply.contact } : null,
      };
    });
  }

  private async cleared(caller: Principal, shown: readonly BriefRecord[]): Promise<Map<string, PairedRecord>> {
    const found = new Map<string, PairedRecord>();
    for (const kind of RECORD_KINDS) {
      const blind = shown.filter((record) => record.blind && record.kind === kind).map(({ id }) => id);
      const whose = seesWhole(caller, kind);
      if (blind.length === 0 || whose === 'none') continue;
      const organizationId = whose === 'all' ? null : whose.organizationId;
      for (const record of await this.records.findWhole(blind, organizationId)) {
        found.set(record.id, withoutContact(record));
      }
    }
    return found;
  }
}

const agreementOf = (agreements: ReadonlyMap<string, Agreement>, view: PairingOf<BriefRecord>): Agreement =>
  agreements.get(keyOf(view)) ?? { need: null, supply: null };

const withoutContact = ({ contact: _contact, organizationId: _owner, ...shown }: WholeRecord): PairedRecord => shown;
