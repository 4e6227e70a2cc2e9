import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfTokenOf } from '#accounts';
import type { SignedIn, SignIn } from '#accounts';
import { rightsOf } from '#access';
import type { Member } from '#access';
import { SESSION_COOKIE } from '#http';
import type { AccountEntity, OrganizationStore } from '#storage';

/** Scripts cannot read it, pages of other sites do not send it, and it stays off unprotected lines where it came by https. */
const attributesFor = (request: FastifyRequest): object => ({
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
  secure: request.protocol === 'https',
});

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, attributesFor(request)).header('cache-control', 'no-store');
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, attributesFor(request));
}

/** Hands the new session to the browser; the one it came with, whoever's, ends. */
export async function begin(
  { token }: SignedIn,
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const earlier = request.cookies[SESSION_COOKIE];
  if (earlier !== undefined) await signIn.end(earlier);
  setSessionCookie(request, reply, token);
}

/** What a page is told of its session. */
export async function sessionView(
  account: AccountEntity,
  token: string,
  organizations: OrganizationStore,
): Promise<object> {
  const { id, name, email, role, locale, organizationId } = account;
  const { id: organization, name: organizationName, kind } = await organizations.find(organizationId);
  const principal: Member = { role, accountId: id, organizationId, by: 'session' };
  return {
    account: { id, name, email, role, organization: { id: organization, name: organizationName, kind }, locale },
    csrfToken: csrfTokenOf(token),
    can: rightsOf(principal),
  };
}
