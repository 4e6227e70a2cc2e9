/** Codes of the network, and of PostgreSQL where it ends a session or takes none (classes 08, 28, 57P, 53300). */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08\d{3}|28(000|P01)|57P0[1-3]|53300)$/;
/** pg, ioredis, and TypeORM in the middle of a transaction, give these no code. */
const MESSAGES =
  /^(Connection terminated|Query runner already released|Database connection provided by a query runner was already released|timeout exceeded when trying to connect|Client has encountered a connection error|Connection is closed|Command timed out|Stream isn't writeable|Reached the max retries per request limit)/;

/** Whether an error came about because PostgreSQL or Redis went away, or was not there. */
export function isOfLostServer(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { code, message, driverError, cause } = thrown as Record<string, unknown>;
  return (
    (typeof code === 'string' && CODES.test(code)) ||
    (typeof message === 'string' && MESSAGES.test(message)) ||
    isOfLostServer(driverError) ||
    isOfLostServer(cause)
  );
}
