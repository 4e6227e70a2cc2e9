import { ApiProblem, problemOf } from '../api/problem.js';
import { callerHeaders } from '../api/client.js';

/** Hands a file to the person. */
export function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Hands a file of the service to the person. @throws ApiProblem */
export async function saveFrom(path: string, name: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, { headers: callerHeaders('GET') });
  } catch {
    throw new ApiProblem(0, 'unreachable', '');
  }
  if (!response.ok) throw await problemOf(response);
  saveAs(await response.blob(), name);
}
