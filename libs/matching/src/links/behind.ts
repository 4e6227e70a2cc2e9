import type { SupplyRecord } from '../records.js';
import type { BehindBy } from './link.js';

/** Whether two ways to write a name are the same: spaces and width do not count, nor do capitals. */
const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/**
 * Whether an expert is of an achievement's team: by ORCID where both state one, which then decides; else by the same name
 * within the same organization. What is not said (a blind summary has neither team nor name) links nobody.
 */
export function behind(expert: SupplyRecord, achievement: SupplyRecord): BehindBy | null {
  const { orcid, name } = expert.content;
  const team = achievement.content.team ?? [];
  if (orcid !== undefined && team.some((member) => member.orcid === orcid)) return 'orcid';
  if (name === undefined || expert.organizationId !== achievement.organizationId) return null;
  const key = nameKey(name);
  const isSame = team.some(
    (member) => nameKey(member.name) === key && (orcid === undefined || member.orcid === undefined),
  );
  return isSame ? 'name' : null;
}
