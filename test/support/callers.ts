import { ApiKeys, People } from '#accounts';
import type { Role } from '#access';
import { AccountStore } from '#storage';
import type { TestService } from './service.js';

export interface Answer {
  status: number;
  body: AnyView;
}
/** What the routes of records answer, as far as tests look at it. */
export interface AnyView {
  id: string;
  code: string;
  detail: string;
  state: string;
  awaits: string | null;
  hold: { by: string; pointer: string | null; zh: string; en: string } | null;
  mergedInto: string | null;
  mergedFrom: { id: string; title: string }[];
  moves: string[];
  content: { title: string; validUntil?: string };
  total: number;
  items: (Record<string, unknown> & { id: string })[];
}

/** Someone with an account, who asks the service over HTTP. */
export class TestCaller {
  private constructor(
    private readonly service: TestService,
    private readonly key: string,
    readonly organizationId: string,
  ) {}

  /** With a new account in an organization of that name. */
  static async of(service: TestService, role: Role, organization: string): Promise<TestCaller> {
    const people = new People(service.app.get(AccountStore), service.app.get(ApiKeys));
    const email = `${role}-${crypto.randomUUID()}@test.example`;
    const named = { name: organization, kind: 'enterprise', creditCode: null, region: null } as const;
    const { account } = await people.give({ email, name: email, role, organization: named });
    const { key } = await people.key(email, 'test', ['read', 'write'], 1);
    return new TestCaller(service, key, account.organizationId);
  }

  /** The answer, whatever its status. */
  async ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    const answer = await fetch(this.service.url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as AnyView };
  }
}
