import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Oidc, PROVIDER_ID, SignIn } from '#accounts';
import type { Journey } from '#accounts';
import { ENV } from '#config';
import type { Env } from '#config';
import { Allows, ApiParam, ApiTags, Gives } from '#http';
import { DomainError } from '#matching';
import { begin } from './session-cookie.js';

const A_MINUTE = { rateLimit: { max: 60, timeWindow: 60_000 } };
const JOURNEY_COOKIE = 'duijie_oidc';
const JOURNEY_SECONDS = 600;
const BASE = '/api/v1/session/oidc';

const journeySchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
const providersSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), startUrl: z.string() })),
});

/** Signing in with an OpenID Connect provider; a browser is led through these addresses. */
@ApiTags('api: people')
@Controller('api/v1/session')
export class OidcController {
  constructor(
    private readonly oidc: Oidc,
    private readonly signIn: SignIn,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('providers')
  @Allows('read', 'session', { asAnyone: true })
  @Gives(200, 'identity providers beside the password', providersSchema)
  providers(): z.infer<typeof providersSchema> {
    const { name } = this.oidc;
    return { items: name === null ? [] : [{ id: PROVIDER_ID, name, startUrl: `${BASE}/${PROVIDER_ID}/start` }] };
  }

  @Get('oidc/:id/start')
  @RouteConfig(A_MINUTE)
  @Allows('create', 'session', { asAnyone: true })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @Gives(303, 'on to the provider', null, [404, 429, 502])
  async start(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.known(id);
    const { url, journey } = await this.oidc.begin(this.redirectUri(request));
    const value = Buffer.from(JSON.stringify(journey)).toString('base64url');
    await reply
      .setCookie(JOURNEY_COOKIE, value, { ...this.cookieOptions(request), maxAge: JOURNEY_SECONDS })
      .redirect(url, 303);
  }

  @Get('oidc/:id/callback')
  @RouteConfig(A_MINUTE)
  @Allows('create', 'session', { asAnyone: true })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @Gives(303, 'on to the pages: signed in, or /sign-in?problem=account-pending or provider-failed', null, [404, 429])
  async callback(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.known(id);
    void reply.clearCookie(JOURNEY_COOKIE, this.cookieOptions(request));
    const target = await this.arrive(request, reply).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'provider-failed') return '/sign-in?problem=provider-failed';
      throw error;
    });
    await reply.redirect(target, 303);
  }

  private async arrive(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const journey = journeyOf(request.cookies[JOURNEY_COOKIE]);
    if (!journey) throw new DomainError('provider-failed');
    const returned = new URL(this.redirectUri(request));
    returned.search = new URL(request.url, returned).search;
    const session = await this.signIn.withIdentity(await this.oidc.end(returned, journey));
    if (!session) return '/sign-in?problem=account-pending';
    await begin(session, this.signIn, request, reply);
    return '/';
  }

  private known(id: string): void {
    if (this.oidc.name === null || id !== PROVIDER_ID) {
      throw new DomainError('not-found', { what: '统一身份认证 / identity provider' });
    }
  }

  private redirectUri(request: FastifyRequest): string {
    const base = this.env.PUBLIC_URL ?? `${request.protocol}://${request.host}`;
    return new URL(`${BASE}/${PROVIDER_ID}/callback`, base).href;
  }

  private cookieOptions(request: FastifyRequest): object {
    return { httpOnly: true, sameSite: 'lax', path: BASE, secure: request.protocol === 'https' };
  }
}

function journeyOf(cookie: string | undefined): Journey | null {
  try {
    return journeySchema.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()));
  } catch {
    return null;
  }
}
