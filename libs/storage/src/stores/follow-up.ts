/** A record at one version of its content; what jobs carry instead of rows. */
export interface RecordVersion {
  recordId: string;
  contentHash: string;
}

/** Work that a committed change asks for, to be queued after the commit. The sweep finds it again if that fails. */
export interface FollowUp {
  profile: RecordVersion[];
  rank: RecordVersion[];
  project: boolean;
}

export const nothingToDo = (): FollowUp => ({ profile: [], rank: [], project: false });

export function merge(into: FollowUp, more: FollowUp): void {
  into.profile.push(...more.profile);
  into.rank.push(...more.rank);
  into.project ||= more.project;
}
