import { QueryFailedError } from 'typeorm';
import { DomainError } from '#matching';

/** Turns PostgreSQL's duplicate-key error on a named constraint into the domain's own; rethrows anything else. */
export function translateDuplicate(
  error: unknown,
  values: { externalId?: string | null; creditCode?: string | null; email?: string },
): never {
  if (error instanceof QueryFailedError) {
    const { code, constraint } = error.driverError as { code?: string; constraint?: string };
    if (code === '23505' && constraint === 'records_external_id_key') {
      throw new DomainError('external-id-taken', { externalId: values.externalId ?? '' });
    }
    if (code === '23505' && constraint === 'organizations_credit_code_key') {
      throw new DomainError('credit-code-taken', { creditCode: values.creditCode ?? '' });
    }
    if (code === '23505' && constraint === 'accounts_email_key') {
      throw new DomainError('email-taken', { email: values.email ?? '' });
    }
  }
  throw error;
}
