/** Work that a committed change asks for, to be queued after the commit. The sweep finds it again if that fails. */
export interface FollowUp {
  profile: { recordId: string }[];
  rank: { recordId: string }[];
  project: boolean;
}

export const nothingToDo = (): FollowUp => ({ profile: [], rank: [], project: false });

export function merge(into: FollowUp, more: FollowUp): void {
  into.profile.push(...more.profile);
  into.rank.push(...more.rank);
  into.project ||= more.project;
}
