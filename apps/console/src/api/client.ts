import createClient from 'openapi-fetch';
import type { Middleware } from 'openapi-fetch';
import { ApiProblem, problemOf } from './problem.js';
import type { paths } from './schema.js';

/** What the session and the chosen language add to every request. */
const caller = { language: 'zh', csrfToken: null as string | null };

export const speak = (language: string): void => void (caller.language = language);
export const carryCsrf = (token: string | null): void => void (caller.csrfToken = token);

export function callerHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { 'accept-language': caller.language };
  if (caller.csrfToken !== null && !/^(GET|HEAD)$/i.test(method)) headers['x-csrf-token'] = caller.csrfToken;
  return headers;
}

/** Told when the service says that nobody is signed in any more. */
let onSignedOut: () => void = () => undefined;
export const whenSignedOut = (listener: () => void): void => void (onSignedOut = listener);

const polite: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(callerHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
  onError() {
    return new ApiProblem(0, 'unreachable', '');
  },
};

/** The public API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '' });
api.use(polite);

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer. @throws ApiProblem */
export async function given<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw noticed(problemFrom(response, error));
}

/** A request whose route or body the typed client does not cover. @throws ApiProblem */
export async function request<T>(method: string, path: string, body?: BodyInit | object): Promise<T> {
  const isPlain = body !== undefined && !(body instanceof FormData);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...callerHeaders(method), ...(isPlain ? { 'content-type': 'application/json' } : {}) },
      body: isPlain ? JSON.stringify(body) : ((body ?? null) as BodyInit | null),
    });
  } catch {
    throw new ApiProblem(0, 'unreachable', '');
  }
  if (!response.ok) throw noticed(await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

function noticed(problem: ApiProblem): ApiProblem {
  if (problem.code === 'signed-out') onSignedOut();
  return problem;
}

/** openapi-fetch has already read the body. */
function problemFrom(response: Response, error: unknown): ApiProblem {
  const { code, detail, errors } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    detail?: string;
    errors?: { pointer: string; detail: string }[];
  };
  const wait = Number(response.headers.get('retry-after'));
  return new ApiProblem(
    response.status,
    code ?? `http-${response.status}`,
    detail ?? response.statusText,
    errors ?? [],
    wait > 0 ? wait : null,
  );
}
