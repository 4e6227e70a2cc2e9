/** Raised with every change of what is in this folder and in `BESIDE_CONSTRAINTS`; from 2 on part of the engine digest. */
export const BESIDE_RULES: number = 1;

/** What links a supply to a need by way of an achievement on the need's list, at one revision of that achievement. */
interface ByAchievement {
  achievementId: string;
  achievementRevision: number;
}

/** The expert is of the team behind the achievement. */
export interface BehindLink extends ByAchievement {
  kind: 'behind';
  by: BehindBy;
  /** What the achievement scores for the need, which the expert's score is not below. */
  score: number;
}

/** The facility takes the achievement from the readiness it declares to what the need asks; TRL, 1–9. */
export interface BridgeLink extends ByAchievement {
  kind: 'bridges';
  from: number;
  to: number;
}

export const BEHIND_BY = ['orcid', 'name'] as const;
/** `name`: of the same name and organization, where not both state an ORCID. */
export type BehindBy = (typeof BEHIND_BY)[number];

export type SupplyLink = BehindLink | BridgeLink;

/** A link as it is shown: of an achievement that may be seen, called by its title. */
export type ShownLink = (
  Omit<BehindLink, 'score' | 'achievementRevision'> | Omit<BridgeLink, 'achievementRevision'>
) & {
  title: string;
  /** The achievement's own pairing with the need; null where nothing is stored. */
  pairingId: string | null;
};
