import { api, given } from '../api/client.js';
import { ApiProblem, isProblem } from '../api/problem.js';
import type { Organization } from '../api/views.js';

/** A registered organization (id '' until one is chosen), or one to be registered. */
export type ChosenOrganization =
  { kind: 'known'; id: string; name: string } | { kind: 'new'; name: string; of: Organization['kind'] };

export const isChosen = (one: ChosenOrganization): boolean => (one.kind === 'known' ? one.id : one.name.trim()) !== '';

/** Its id; a new one is registered first. @throws ApiProblem whose faults stand at /organizationId */
export async function organizationIdOf(one: ChosenOrganization): Promise<string> {
  if (one.kind === 'known') return one.id;
  try {
    const body = { name: one.name, kind: one.of };
    return (await given(api.POST('/intake/v1/organizations', { body }))).id;
  } catch (error) {
    if (!isProblem(error, 'invalid')) throw error;
    const faults = error.faults.map(({ detail }) => ({ pointer: '/organizationId', detail }));
    throw new ApiProblem(error.status, error.code, error.message, faults);
  }
}
