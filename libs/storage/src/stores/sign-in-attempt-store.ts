import type { DataSource } from 'typeorm';

export interface AttemptLimit {
  /** An e-mail address, known or not, or the address someone comes from. */
  subject: string;
  /** Failures within the window before it is locked. */
  most: number;
  /** Both the window that failures are counted in and the time a lock lasts. */
  seconds: number;
}

/** Subject of the attempts on one account. @param email as `emailKey` gives it, known or not */
export const attemptsOn = (email: string): string => `account ${email}`;

/** Failed sign-ins, counted across every process. */
export class SignInAttemptStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Counts an attempt before it is known to have failed, so that many at once do not get more tries than one after the
   * other. Gives the seconds to wait when the subject is locked, else 0.
   */
  async begin({ subject, most, seconds }: AttemptLimit): Promise<number> {
    const [counted]: { failures: number }[] = await this.source.query(
      `INSERT INTO sign_in_attempts AS t (subject, failures) VALUES ($1, 1)
       ON CONFLICT (subject) DO UPDATE SET locked_until = NULL,
         failures = CASE WHEN t.since <= now() - make_interval(secs => $2) THEN 1 ELSE t.failures + 1 END,
         since = CASE WHEN t.since <= now() - make_interval(secs => $2) THEN now() ELSE t.since END
       WHERE t.locked_until IS NULL OR t.locked_until <= now()
       RETURNING failures`,
      [subject, seconds],
    );
    if (counted && counted.failures <= most) return 0;
    const [lock]: { wait: number | null }[] = await this.source.query(
      `SELECT ceil(extract(epoch FROM coalesce(locked_until, now() + make_interval(secs => $2)) - now()))::int AS wait
       FROM sign_in_attempts WHERE subject = $1`,
      [subject, seconds],
    );
    return Math.max(1, lock?.wait ?? seconds);
  }

  /** The attempt failed; whether that was the one that locks the subject. */
  async failed({ subject, most, seconds }: AttemptLimit): Promise<boolean> {
    const locked: [unknown[], number] = await this.source.query(
      `UPDATE sign_in_attempts SET locked_until = now() + make_interval(secs => $3), since = now()
       WHERE subject = $1 AND failures >= $2 AND locked_until IS NULL RETURNING subject`,
      [subject, most, seconds],
    );
    return locked[1] > 0;
  }

  /** The attempt succeeded: the failures before it are forgotten, or, of a shared address, only this one's count. */
  async succeeded(subject: string, forget: 'all' | 'this'): Promise<void> {
    await this.source.query(
      forget === 'all'
        ? 'DELETE FROM sign_in_attempts WHERE subject = $1'
        : 'UPDATE sign_in_attempts SET failures = greatest(failures - 1, 0) WHERE subject = $1',
      [subject],
    );
  }

  async dropOld(seconds: number): Promise<void> {
    await this.source.query(
      `DELETE FROM sign_in_attempts WHERE since < now() - make_interval(secs => $1)
         AND (locked_until IS NULL OR locked_until < now())`,
      [seconds],
    );
  }
}
