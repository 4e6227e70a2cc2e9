/**
 * npm run account -- create --email E --role R --organization NAME [--name N] [--kind K] [--region CODE]
 * npm run account -- key [--email E] [--name N] [--days D] [--read-only]
 * npm run account -- end-key --key K
 * npm run account -- password --email E
 *
 * Accounts and API keys from the command line, for machines without a browser; beside a running service or without one.
 * `create` prints the password it made; of an account that is there already, a new one. `key` prints a key and nothing
 * else; without an address it is an operator's. `end-key` takes a key, or its first letters as lists of keys show them.
 */
import { parseArgs } from 'node:util';
import { withPeople } from '#accounts';
import type { People } from '#accounts';
import { ROLES } from '#access';
import type { Role } from '#access';
import { regionFault } from '#codes';
import { loadEnv } from '#config';
import { ORGANIZATION_KINDS } from '#matching';
import type { OrganizationKind } from '#matching';
import { fail } from '#platform';

const USAGE = `用法 / usage:
  npm run account -- create --email E --role ${ROLES.join('|')} --organization NAME [--name N]
                            [--kind ${ORGANIZATION_KINDS.join('|')}] [--region CODE]
  npm run account -- key [--email E] [--name N] [--days D] [--read-only]
  npm run account -- end-key --key K
  npm run account -- password --email E`;
const LONGEST_KEY_DAYS = 366;

/** Kind of an organization that is not there yet, by the role of its first account. */
const KIND_BY_ROLE: Readonly<Record<Role, OrganizationKind>> = {
  enterprise: 'enterprise',
  researcher: 'university',
  broker: 'broker-agency',
  operator: 'authority',
  auditor: 'authority',
};

type Options = Partial<
  Record<'email' | 'role' | 'organization' | 'name' | 'kind' | 'region' | 'days' | 'key', string>
> & {
  'read-only'?: boolean;
};

function oneOf<T extends string>(values: readonly T[], given: string | undefined, option: string): T {
  const found = values.find((value) => value === given);
  if (found === undefined) throw new Error(`--${option}: ${values.join(' | ')}\n${USAGE}`);
  return found;
}
function required(given: string | undefined, option: string): string {
  if (!given) throw new Error(`缺少 / missing: --${option}\n${USAGE}`);
  return given;
}

async function create(people: People, options: Options): Promise<string> {
  const email = required(options.email, 'email');
  if (!/^\S+@\S+$/.test(email)) throw new Error(`--email: someone@example.com\n${USAGE}`);
  const role = oneOf(ROLES, options.role, 'role');
  const kind = oneOf(ORGANIZATION_KINDS, options.kind ?? KIND_BY_ROLE[role], 'kind');
  const region = options.region ?? null;
  const wrong = region === null ? null : regionFault(region);
  if (wrong) throw new Error(`--region: ${wrong.zh} ${wrong.en}\n${USAGE}`);
  const name = options.name ?? email.split('@')[0] ?? email;
  const organization = { name: required(options.organization, 'organization'), kind, creditCode: null, region };
  const { account, password } = await people.give({ email, name, role, organization });
  return `${account.role}  ${account.email}  ${password}`;
}

async function key(
  people: People,
  { email, name = 'command line', days = '30', ...options }: Options,
): Promise<string> {
  const life = Number(days);
  if (!(life > 0 && life <= LONGEST_KEY_DAYS)) throw new Error(`--days: 1–${LONGEST_KEY_DAYS}\n${USAGE}`);
  const scopes = options['read-only'] ? (['read'] as const) : (['read', 'write'] as const);
  return (await people.key(email, name, scopes, life)).key;
}

async function endKey(people: People, options: Options): Promise<string> {
  await people.endKey(required(options.key, 'key'));
  return '密钥已停用 / the key is ended';
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ email: text, role: text, organization: text, name: text, kind: text, region: text, days: text, key: text },
      'read-only': { type: 'boolean' },
    },
  });
  const commands = {
    create,
    key,
    'end-key': endKey,
    password: (people: People, { email }: Options) => people.newPassword(required(email, 'email')),
  };
  const command = commands[oneOf(Object.keys(commands) as (keyof typeof commands)[], positionals[0], 'command')];
  console.log(await withPeople(loadEnv(process.env), (people) => command(people, values)));
}

main().catch(fail);
