import type { Principal } from '#access';

/** What a request shows for itself. */
export interface Credentials {
  /** Value of the session cookie. */
  sessionToken: string | null;
  /** The `Authorization` header. */
  authorization: string | null;
}

/** Whom the credentials stand for. */
export interface Admitted {
  principal: Principal;
  /** What an unsafe request has to repeat in `x-csrf-token`; null where no cookie speaks for the caller. */
  csrfToken: string | null;
}

/** Knows whom credentials stand for. HTTP does not know where accounts are kept. */
export abstract class Doorkeeper {
  /** Anonymous without credentials, or with a session that has ended. @throws DomainError `api-key-refused` */
  abstract admit(credentials: Credentials): Promise<Admitted>;
}
