import { shownTitle } from './shown-record.js';

/**
 * SQL on the links of a pairing `p` of the records `n` and `s`. A link holds while the achievement may be seen, is paired
 * with the need, and neither it nor either side was revised since; and nobody is shown to be behind something that is open
 * on request, nor who is. Stored links say nothing by themselves: whoever shows, or shows because of, a link uses these.
 */
const LINKS = `jsonb_array_elements(p.links) WITH ORDINALITY AS l (link, place)
  JOIN records a ON a.id = (l.link->>'achievementId')::uuid AND is_matched(a)
    AND a.revision = (l.link->>'achievementRevision')::int
    AND (l.link->>'kind' <> 'behind' OR (a.confidentiality = 'public' AND s.confidentiality = 'public'))
  JOIN pairings q ON q.need_id = p.need_id AND q.supply_id = a.id
  WHERE p.need_revision = n.revision AND p.supply_revision = s.revision`;

/** Whether a pairing may be shown: it does not stand on links of which none holds. */
export const IS_SUPPORTED = `(NOT p.by_link OR EXISTS (SELECT FROM ${LINKS}))`;

/** An array of `ShownLink`, in the order of the need's list. */
export const SHOWN_LINKS = `(CASE WHEN p.links = '[]' THEN '[]' ELSE coalesce((
  SELECT jsonb_agg((l.link - '{score,achievementRevision}'::text[]) || jsonb_build_object(
    'title', ${shownTitle('a')}, 'pairingId', q.id) ORDER BY l.place) FROM ${LINKS}), '[]') END)`;

/** A `ClosingFacility` for the maturity gap of an achievement, or null: the best that the need is paired with. */
export const CLOSING_FACILITY = `(CASE WHEN p.supply_kind <> 'achievement' THEN NULL ELSE (
  SELECT jsonb_build_object('id', f.id, 'title', ${shownTitle('f')}, 'pairingId', b.id)
  FROM pairings b JOIN records f ON f.id = b.supply_id AND is_matched(f) AND f.revision = b.supply_revision
  WHERE b.need_id = p.need_id AND b.supply_kind = 'facility' AND b.need_revision = n.revision
    AND b.links @> jsonb_build_array(jsonb_build_object('achievementId', s.id, 'achievementRevision', s.revision))
  ORDER BY b.score DESC, b.supply_id LIMIT 1) END)`;
