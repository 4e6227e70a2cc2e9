/** A partner in a ranking, best first. */
export interface RankedPartner {
  partnerId: string;
  probability: number;
}

/** How one partner stands in two rankings. */
export interface RankChange {
  partnerId: string;
  /** Place on the list, from 1; null: not on it. */
  from: number | null;
  to: number | null;
  /** Null: not among the candidates. */
  probabilityFrom: number | null;
  probabilityTo: number | null;
}

/** What another engine would make of one record's list. */
export interface ListComparison {
  /** Share of the first ten that both have, 0–1; 1 when there is nothing to list. */
  overlap: number;
  /** Kendall's τ over all that stand on either list: 1 the same order, −1 the reverse. */
  tau: number;
  /** Every partner whose place on the list changes: by the new place, those that leave last. */
  changes: RankChange[];
}

/** Places that `overlap` compares. */
const COMPARED = 10;

/**
 * @param from all candidates as one engine ranks them, best first
 * @param to the same as another does
 * @param length places a list shows
 */
export function compareLists(
  from: readonly RankedPartner[],
  to: readonly RankedPartner[],
  length: number,
): ListComparison {
  const [before, after] = [placesOf(from), placesOf(to)];
  const listed = new Set([...from.slice(0, length), ...to.slice(0, length)].map(({ partnerId }) => partnerId));
  const onList = (place: Place | undefined): number | null => (place && place.place <= length ? place.place : null);
  const changes = [...listed].flatMap((partnerId): RankChange[] => {
    const [a, b] = [before.get(partnerId), after.get(partnerId)];
    if (onList(a) === onList(b)) return [];
    const probabilities = { probabilityFrom: a?.probability ?? null, probabilityTo: b?.probability ?? null };
    return [{ partnerId, from: onList(a), to: onList(b), ...probabilities }];
  });
  const last = Infinity;
  changes.sort((a, b) => (a.to ?? last) - (b.to ?? last) || (a.from ?? last) - (b.from ?? last));
  const firstThen = new Set(to.slice(0, COMPARED).map(({ partnerId }) => partnerId));
  const firstNow = from.slice(0, COMPARED);
  const kept = firstNow.filter(({ partnerId }) => firstThen.has(partnerId));
  const both = [...listed].flatMap((id) => {
    const [a, b] = [before.get(id), after.get(id)];
    return a && b ? [[a.place, b.place] as const] : [];
  });
  return { overlap: firstNow.length === 0 ? 1 : kept.length / firstNow.length, tau: kendall(both), changes };
}

interface Place {
  place: number;
  probability: number;
}

const placesOf = (ranked: readonly RankedPartner[]): ReadonlyMap<string, Place> =>
  new Map(ranked.map(({ partnerId, probability }, i) => [partnerId, { place: i + 1, probability }]));

/** Of places without ties; 1 when there is nothing to order. */
function kendall(places: readonly (readonly [number, number])[]): number {
  let [agreed, opposed] = [0, 0];
  places.forEach(([a, b], i) => {
    for (const [c, d] of places.slice(i + 1)) {
      if ((a - c) * (b - d) < 0) opposed++;
      else agreed++;
    }
  });
  return agreed + opposed === 0 ? 1 : (agreed - opposed) / (agreed + opposed);
}
