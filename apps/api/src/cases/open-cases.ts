import { isOpen, keyOf } from '#storage';
import type { AgreementStore, CaseView } from '#storage';

/** Ids of the cases whose two sides have agreed to be known to each other. */
export async function openAmong(agreements: AgreementStore, cases: readonly CaseView[]): Promise<Set<string>> {
  const pairOf = ({ need, supply }: CaseView) => ({ needId: need.id, supplyId: supply.id });
  const found = await agreements.between(cases.map(pairOf));
  return new Set(
    cases
      .filter((one) => {
        const agreement = found.get(keyOf(pairOf(one)));
        return agreement !== undefined && isOpen(agreement);
      })
      .map(({ id }) => id),
  );
}
