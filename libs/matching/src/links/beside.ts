import type { ProfiledNeed, ProfiledSupply } from '../profile.js';
import { bestFirst } from '../rank.js';
import type { ScoredCandidate } from '../rank.js';
import type { SupplyKind } from '../records.js';
import { behind } from './behind.js';
import { closes, maturityGapOf } from './bridge.js';
import { fieldRelation } from './in-field.js';
import type { BridgeLink, BehindLink, SupplyLink } from './link.js';

/** What is offered beside achievements. */
export type BesideKind = Exclude<SupplyKind, 'achievement'>;
export const BESIDE_KINDS: readonly BesideKind[] = ['expert', 'facility', 'service'];

/** An achievement on a need's list, and what it scores there. */
export interface Listed {
  supply: ProfiledSupply;
  score: number;
}

/** Score from which two texts are of one field where their codes do not tell; see docs/ranking.md for how often it errs. */
export const SCORE_IN_FIELD = 0.18;

/** Whether a supply works in the need's field: by the codes of both, or, where they have none to compare, by what they say. */
function isInField(need: ProfiledNeed, supply: ProfiledSupply, ownScore: number): boolean {
  const relation = fieldRelation(need, supply);
  return relation === 'unknown' ? ownScore >= SCORE_IN_FIELD : relation === 'shared';
}

/**
 * Candidates of one kind beside achievements, linked to what is on the needs' lists, best first; without those that are not
 * to be offered. An expert: behind a listed achievement, or of the need's field; scores what the best of these
 * achievements scores where that is more. A facility: closes the maturity gap of a listed achievement, and works in the
 * field. A service: of the need's field.
 * @param listedOf achievements on a need's list, best first
 */
export function withLinks(
  scored: readonly ScoredCandidate[],
  listedOf: (needId: string) => readonly Listed[],
): ScoredCandidate[] {
  return scored
    .flatMap((candidate): ScoredCandidate[] => {
      const { need, supply, score } = candidate;
      const listed = listedOf(need.record.id);
      switch (supply.record.kind) {
        case 'expert': {
          const links = behindLinks(supply, listed);
          const isOffered = isInField(need, supply, score);
          if (links.length === 0) return isOffered ? [candidate] : [];
          const best = Math.max(score, ...links.map((link) => link.score));
          return [{ ...candidate, score: best, ownScore: score, links, isByLink: !isOffered || best > score }];
        }
        case 'facility': {
          const links = bridgeLinks(need, supply, listed);
          return links.length > 0 && isInField(need, supply, score) ? [{ ...candidate, links, isByLink: true }] : [];
        }
        case 'service':
          return isInField(need, supply, score) ? [candidate] : [];
        case 'achievement':
          return [candidate];
      }
    })
    .sort(bestFirst);
}

function behindLinks(expert: ProfiledSupply, listed: readonly Listed[]): BehindLink[] {
  return listed.flatMap(({ supply: { record }, score }) => {
    const by = behind(expert.record, record);
    return by ? [{ kind: 'behind', ...linkTo(record), by, score }] : [];
  });
}

/** An achievement known to be of another field than the facility's is nothing that the facility could take in. */
function bridgeLinks(need: ProfiledNeed, facility: ProfiledSupply, listed: readonly Listed[]): BridgeLink[] {
  return listed.flatMap(({ supply }) => {
    const gap = maturityGapOf(need.record, supply.record);
    if (!gap || !closes(facility.record, gap) || fieldRelation(facility, supply) === 'apart') return [];
    return [{ kind: 'bridges', ...linkTo(supply.record), ...gap }];
  });
}

const linkTo = ({
  id,
  revision,
}: ProfiledSupply['record']): Pick<SupplyLink, 'achievementId' | 'achievementRevision'> => ({
  achievementId: id,
  achievementRevision: revision,
});
