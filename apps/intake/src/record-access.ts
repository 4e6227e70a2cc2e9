import { Injectable } from '@nestjs/common';
import { may, sightOf } from '#access';
import type { Principal } from '#access';
import { memberOf } from '#http';
import { DomainError, kindInWords, moverOf } from '#matching';
import type { Move, Mover, RecordKind } from '#matching';
import { RecordStore } from '#storage';
import type { RecordEntity, Voice } from '#storage';

/** What a reviewer comes upon in the course of their work. Of drafts and what is taken back they hear nothing. */
const REVIEWED: readonly RecordEntity['state'][] = ['submitted', 'returned', 'published'];

/** Finds the records that a caller may do something to; any other is as good as none (404). */
@Injectable()
export class RecordAccess {
  constructor(private readonly records: RecordStore) {}

  /** @throws DomainError `not-found`, also when it is not for the caller */
  async seen(kind: RecordKind, id: string, caller: Principal): Promise<RecordEntity> {
    const record = await this.records.find(id, kind);
    if (sightOf(caller, kind, record) === 'nothing') throw new DomainError('not-found', { what: kindInWords(kind) });
    return record;
  }

  /** @throws DomainError `not-found`, also when it is not the caller's to change or to confirm */
  async changeable(
    kind: RecordKind,
    id: string,
    caller: Principal,
    right: 'update' | 'confirm',
  ): Promise<RecordEntity> {
    const record = await this.records.find(id, kind);
    if (!may(caller, right, kind, record)) throw new DomainError('not-found', { what: kindInWords(kind) });
    return record;
  }

  /**
   * A record that the caller decides on as a reviewer. Nobody reviews what they posted for others.
   * @throws DomainError `not-found`, `forbidden`
   */
  async reviewable(kind: RecordKind, id: string, caller: Principal): Promise<RecordEntity> {
    const record = await this.records.find(id, kind);
    const meets = REVIEWED.includes(record.state) && record.confidentiality !== 'sealed';
    const isTheirs = sightOf(caller, kind, record) !== 'nothing';
    if (!may(caller, 'review', kind, record) || !(meets || isTheirs)) {
      throw new DomainError('not-found', { what: kindInWords(kind) });
    }
    if (voiceOf(caller, record) === 'agent') throw new DomainError('forbidden', { right: `review:${kind}` });
    return record;
  }
}

/** On whose behalf the caller changes a record. */
export function voiceOf(
  caller: Principal,
  record: Pick<RecordEntity, 'organizationId' | 'agentOrganizationId'>,
): Voice {
  const { organizationId } = memberOf(caller);
  if (organizationId === record.organizationId) return 'owner';
  return organizationId === record.agentOrganizationId ? 'agent' : 'platform';
}

const RIGHT: Readonly<Record<Exclude<Mover, 'clock'>, 'update' | 'confirm' | 'review'>> = {
  poster: 'update',
  owner: 'confirm',
  reviewer: 'review',
};

/** Whether the caller has the right to a move of a record, whatever state it is in. */
export function mayMove(caller: Principal, move: Move, record: RecordEntity): boolean {
  const by = moverOf(move);
  if (by === 'clock') return false;
  if (by === 'reviewer' && voiceOf(caller, record) === 'agent') return false;
  return may(caller, RIGHT[by], record.kind, record);
}
