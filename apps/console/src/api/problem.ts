/** A fault in one field: where (JSON pointer), and what is wrong and how to mend it, in the page's language. */
export interface FieldFault {
  pointer: string;
  detail: string;
}

/** An error of the service as it explained it (RFC 9457), or `unreachable` when nothing answered. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly faults: readonly FieldFault[] = [],
    /** Seconds the service asks to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = 'ApiProblem';
  }
}

export const isProblem = (error: unknown, ...codes: string[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));

/** The service does not know the address: it is older than this page. */
export const isMissingRoute = (error: unknown): boolean => isProblem(error, 'route-not-found');

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as {
    code?: string;
    detail?: string;
    errors?: FieldFault[];
  };
  const wait = Number(response.headers.get('retry-after'));
  return new ApiProblem(
    response.status,
    body.code ?? `http-${response.status}`,
    body.detail ?? response.statusText,
    body.errors ?? [],
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}
