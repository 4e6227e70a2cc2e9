import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SetUp, SignIn } from '#accounts';
import type { Principal } from '#access';
import {
  Allows,
  ApiTags,
  Caller,
  Gives,
  localeOf,
  memberOf,
  SESSION_COOKIE,
  storableText,
  Takes,
  ZodPipe,
} from '#http';
import { AccountStore, OrganizationStore } from '#storage';
import { emailSchema, givenPasswordSchema, newPasswordSchema, sessionSchema } from './people.schema.js';
import { begin, clearSessionCookie, sessionView } from './session-cookie.js';

/** Hashing a password costs 30 ms of processor: nobody gets to ask for it without end. */
const A_MINUTE = { rateLimit: { max: 60, timeWindow: 60_000 } };

const signInSchema = z.strictObject({ email: emailSchema, password: givenPasswordSchema });
const passwordSchema = z.strictObject({ current: givenPasswordSchema, next: newPasswordSchema });
const setUpSchema = z.strictObject({
  token: z.string().min(1).max(200).describe('of the link that the first start prints'),
  organizationName: storableText(200).describe('who runs the platform'),
  name: storableText(60),
  email: emailSchema,
  password: newPasswordSchema,
});

/** Coming in, and going. */
@ApiTags('api: people')
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly signIn: SignIn,
    private readonly setUp: SetUp,
    private readonly accounts: AccountStore,
    private readonly organizations: OrganizationStore,
  ) {}

  @Get('setup')
  @Allows('read', 'setup', { asAnyone: true })
  @Gives(200, 'whether the platform still needs its first operator', z.object({ needed: z.boolean() }))
  async setUpState(): Promise<{ needed: boolean }> {
    return { needed: await this.setUp.needed() };
  }

  @Post('setup')
  @RouteConfig(A_MINUTE)
  @Allows('create', 'setup', { asAnyone: true })
  @Takes(setUpSchema)
  @Gives(201, 'the first operator, signed in', sessionSchema, [400, 403, 409, 422, 429])
  async completeSetUp(
    @Body(new ZodPipe(setUpSchema)) { token, ...operator }: z.infer<typeof setUpSchema>,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const account = await this.setUp.complete({ ...operator, locale: localeOf(acceptLanguage) }, token);
    const session = await this.signIn.open(account);
    await begin(session, this.signIn, request, reply);
    return sessionView(account, session.token, this.organizations);
  }

  @Get('session')
  @Allows('read', 'session')
  @Gives(200, 'who is signed in', sessionSchema, [401])
  async session(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { accountId } = memberOf(caller);
    void reply.header('cache-control', 'no-store');
    const token = request.cookies[SESSION_COOKIE] ?? '';
    return sessionView(await this.accounts.find(accountId), token, this.organizations);
  }

  @Post('session')
  @RouteConfig(A_MINUTE)
  @Allows('create', 'session', { asAnyone: true })
  @Takes(signInSchema)
  @Gives(201, 'signed in; the session is in the cookie', sessionSchema, [400, 401, 422, 429])
  async create(
    @Body(new ZodPipe(signInSchema)) { email, password }: z.infer<typeof signInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const session = await this.signIn.withPassword(email, password, request.ip);
    await begin(session, this.signIn, request, reply);
    return sessionView(session.account, session.token, this.organizations);
  }

  @Delete('session')
  @HttpCode(204)
  @Allows('update', 'session')
  @Gives(204, 'signed out', null)
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIn.end(request.cookies[SESSION_COOKIE] ?? '');
    clearSessionCookie(request, reply);
  }

  @Post('session/password')
  @HttpCode(200)
  @RouteConfig(A_MINUTE)
  @Allows('update', 'password')
  @Takes(passwordSchema)
  @Gives(200, 'changed; every other session of the account has ended, this one is new', sessionSchema, [400, 422, 429])
  async changePassword(
    @Body(new ZodPipe(passwordSchema)) { current, next }: z.infer<typeof passwordSchema>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const session = await this.signIn.changePassword(memberOf(caller).accountId, current, next, request.ip);
    await begin(session, this.signIn, request, reply);
    return sessionView(session.account, session.token, this.organizations);
  }
}
