import type { Profiler } from '#engine';
import { comparableNeed, contentHash } from '#matching';
import type { ComparableNeed, NeedGroup, TermStatistics } from '#matching';
import type { PlantedNeed } from './common-needs.js';

/** Planted needs as grouping sees them, made by the real profiler; ids in the order given. */
export async function comparablePlanted(
  planted: readonly PlantedNeed[],
  profiler: Profiler,
  statistics: TermStatistics,
): Promise<ComparableNeed[]> {
  const hashed = planted.map(({ content }) => ({ content, contentHash: contentHash(content) }));
  const profiles = await profiler.profile(hashed);
  return planted.map(({ content, organizationName }, i) => {
    const record = {
      id: `need-${String(i).padStart(5, '0')}`,
      kind: 'need' as const,
      revision: 1,
      contentHash: hashed[i]!.contentHash,
      organizationId: organizationName,
      organizationRegion: null,
      content,
      revisedAt: new Date(0),
    };
    return comparableNeed({ record, profile: profiles[i]! }, statistics);
  });
}

/** Label of each need: its group, or its own id where it is in none. */
export function foundLabels(needs: readonly ComparableNeed[], groups: readonly NeedGroup[]): string[] {
  const groupOf = new Map(groups.flatMap((group, number) => group.needs.map(({ id }) => [id, `group ${number}`])));
  return needs.map(({ id }) => groupOf.get(id) ?? id);
}
