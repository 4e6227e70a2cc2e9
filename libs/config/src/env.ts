import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const url = (protocols: string[], what: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a ${what} URL (${protocols.map((protocol) => `${protocol}//`).join(' or ')})`,
  });

/** Whether what is sent there cannot be read on the way. */
function isProtected(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Every setting of every process, with its default. Nothing else reads `process.env`. */
const schema = z
  .object({
    /** Address to listen on. Until there is an operator, the service listens on loopback whatever it says. */
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(3000),
    /** Folder of everything embedded: PostgreSQL, index, locks. */
    DATA_DIR: z.string().min(1).default('./data'),
    /** PostgreSQL server; without it one is started in DATA_DIR/pg. */
    DATABASE_URL: url(['postgres:', 'postgresql:'], 'PostgreSQL').optional(),
    /** Connections of a process to it; how many requests it works on at once follows from them. */
    DATABASE_POOL: count(4, 200).default(10),
    /** Seconds that a request waits for its turn when too many came before it; then it is refused, to be tried again. */
    REQUEST_WAIT_SECONDS: z.coerce.number().min(0.05).max(60).default(5),
    /** Redis (or, as a comma-separated list, Redis Cluster); without it the queue lives in PostgreSQL. */
    QUEUE_URL: z
      .string()
      .refine((value) => value.split(',').every((part) => /^(rediss?|postgres(ql)?):\/\/./.test(part)), {
        message:
          'must be redis://, rediss:// or postgres:// (several redis:// addresses, separated by commas, for a cluster)',
      })
      .optional(),
    /** LanceDB folder or object store (s3://, gs://, az://); without it DATA_DIR/index. */
    INDEX_URL: z.string().min(1).optional(),
    /** Folder below models/, an absolute folder, or a hub name such as Xenova/bge-small-zh-v1.5; `none` for none. */
    EMBEDDING_MODEL: z.string().min(1).default('tech-zh-static-384'),
    /** Whether the model pairs Chinese with English; when not given, its config.json decides by `languages`. */
    EMBEDDING_MULTILINGUAL: z.enum(['true', 'false']).optional(),
    /** Mirror of the model hub, asked only for models named by hub name. */
    MODEL_HUB: url(['http:', 'https:'], 'web').optional(),
    WORKER_CONCURRENCY: count(1, 64).default(2),
    /**
     * Memory for the texts of records between rankings, 25 KiB a supply; without it half of what Node.js lets its heap take. More
     * than that wants a larger heap (--max-old-space-size).
     */
    TEXTS_AT_HAND_MIB: count(16, 1_048_576).optional(),
    /** Seconds after which the jobs of a worker that vanished are run again; more than any of them keeps the process busy. */
    WORKER_LOCK_SECONDS: count(1, 3600).default(15),
    /** Seconds between sweeps for work that was committed but never queued. */
    SWEEP_SECONDS: count(1, 86_400).default(30),
    /** Needs a supply may fit better before it gives way a little to others on a need's list; 0 for never. */
    EXPOSURE_CAP: count(0, 1000).default(5),
    /** A broker who claimed pairings and does nothing for so long gives them back. */
    REVIEW_CLAIM_MINUTES: count(1, 1440).default(30),
    /** Reviews that a broker may claim, and that a supply may be in, on one day. */
    REVIEWS_PER_BROKER: count(0, 10_000).default(60),
    REVIEWS_PER_SUPPLY: count(0, 10_000).default(20),
    /** Reviews that each need is to get before any need gets more. */
    REVIEWS_PER_NEED: count(1, 20).default(3),
    /** How records come to be published: by the quality rubric alone, or each by a person besides. */
    QUALITY_GATE: z.enum(['automatic', 'review']).default('automatic'),
    /** Days that a record is good for when its poster confirms that it still holds, */
    VALIDITY_DAYS: count(1, 3650).default(365),
    /** and days before its end that they are asked to. */
    REMIND_DAYS: count(1, 365).default(14),
    MAX_UPLOAD_MIB: count(1, 4096).default(256),
    /** Webhooks may go to addresses inside the network: for an intranet, or tests. */
    WEBHOOK_PRIVATE_ADDRESSES: z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    /** Seconds until a message to a webhook is tried again; each further wait is twice as long, six hours at most. */
    WEBHOOK_RETRY_SECONDS: z.coerce.number().min(0.05).max(3600).default(10),
    /** Tries before a message is set aside (with the waits above, about a day), */
    WEBHOOK_ATTEMPTS: count(1, 50).default(15),
    /** and hours without any success after which a webhook is turned off. */
    WEBHOOK_DISABLE_HOURS: count(1, 8760).default(120),
    /** Proxies in front, whose word on the caller's address is taken: addresses, CIDR, loopback, uniquelocal; by commas. */
    TRUST_PROXY: z.string().min(1).optional(),
    /** Where people reach the service, if not where it listens: https://duijie.example. */
    PUBLIC_URL: url(['http:', 'https:'], 'web').optional(),
    /** A session ends when it was not used for so long, */
    SESSION_IDLE_MINUTES: count(1, 10_080).default(120),
    /** and in any case so long after signing in. */
    SESSION_HOURS: count(1, 720).default(12),
    /** OpenID Connect provider that people may sign in with; found by discovery. */
    OIDC_ISSUER: url(['https:', 'http:'], 'web').optional(),
    OIDC_CLIENT_ID: z.string().min(1).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    /** What the button says. */
    OIDC_NAME: z.string().min(1).default('OpenID Connect'),
    /** What a monitor shows at /metrics instead of an operator's key; it opens nothing else, and needs no database. */
    METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/=-]{24,}$/, 'must be at least 24 letters and digits, e.g. from openssl rand -hex 24')
      .optional(),
    /** Collector of traces: OTLP over HTTP, without /v1/traces. None are made without it. */
    OTEL_EXPORTER_OTLP_ENDPOINT: url(['http:', 'https:'], 'web').optional(),
    /** Share of traces that are kept. */
    OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
    /** The processes' name in traces; each adds its own otherwise: duijie-api, … */
    OTEL_SERVICE_NAME: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(['debug', 'log', 'warn', 'error', 'fatal']).default('log'),
  })
  .refine(({ OIDC_ISSUER, OIDC_CLIENT_ID }) => (OIDC_ISSUER === undefined) === (OIDC_CLIENT_ID === undefined), {
    path: ['OIDC_CLIENT_ID'],
    message: 'OIDC_ISSUER and OIDC_CLIENT_ID go together',
  })
  .refine(({ OIDC_ISSUER }) => OIDC_ISSUER === undefined || isProtected(OIDC_ISSUER), {
    path: ['OIDC_ISSUER'],
    message: 'must be https:// (http:// only on loopback)',
  });

export type Env = Readonly<z.infer<typeof schema>>;

/** All faults of a configuration at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`配置有误 / the configuration has faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads settings from `source` (the environment). Empty strings count as not given. @throws ConfigError */
export function loadEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

/** A URL fit for a log: without its password and query. */
export function withoutSecrets(address: string): string {
  return address
    .split(/,(?=[a-z][\w+.-]*:\/\/)/)
    .map((part) => {
      if (!URL.canParse(part)) return part.replace(/:\/\/.*@/, '://***@');
      const parsed = new URL(part);
      if (parsed.password !== '') parsed.password = '***';
      parsed.search = '';
      return parsed.toString();
    })
    .join(',');
}

/** Injection token of the one `Env` of a process. */
export const ENV = Symbol('ENV');
