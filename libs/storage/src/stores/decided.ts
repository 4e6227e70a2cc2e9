/** A version of a record without what is not its word on the matter: whom to call, and how long it holds. */
const said = (version: string): string => `(${version}.content - '{contact,validFrom,validUntil}'::text[])`;

/**
 * SQL of the pairs of records that were decided and stay so: neither side says anything else since. Publishing again what
 * was withdrawn, a new contact or a new last day is not that.
 * @param which condition on a review `v`
 */
export const decidedPairs = (which: string): string => `
  SELECT DISTINCT v.need_id, v.supply_id FROM reviews v
  JOIN records n ON n.id = v.need_id JOIN records s ON s.id = v.supply_id
  JOIN record_revisions vn ON vn.record_id = n.id AND vn.revision = v.need_revision
  JOIN record_revisions vs ON vs.record_id = s.id AND vs.revision = v.supply_revision
  WHERE ${which} AND ${said('vn')} = ${said('n')} AND ${said('vs')} = ${said('s')}`;

/** A review `v` that says yes or no, and that its reviewer has not taken back. */
export const SETTLES = `v.decision IN ('accept', 'decline') AND NOT EXISTS (SELECT FROM reviews w WHERE w.supersedes = v.id)`;
