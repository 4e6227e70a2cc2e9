/**
 * 1 Without any setting everything runs embedded, on loopback only; an empty string is no setting.
 * 2 Settings are read as numbers and kept within their range.
 * 3 All faults are told at once, a line each, each naming its setting.
 * 4 What is read cannot be changed afterwards, and other variables are left alone.
 * 5 A URL in a log shows no password and no query, of any address of a list.
 */
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadEnv, withoutSecrets } from './env.js';

function faultsOf(source: Record<string, string>): readonly string[] {
  try {
    loadEnv(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('loadEnv', () => {
  it('1 defaults to everything embedded', () => {
    const defaults = {
      HOST: '127.0.0.1',
      PORT: 3000,
      DATA_DIR: './data',
      DATABASE_POOL: 10,
      REQUEST_WAIT_SECONDS: 5,
      EMBEDDING_MODEL: 'tech-zh-static-384',
      WORKER_CONCURRENCY: 2,
      WORKER_LOCK_SECONDS: 15,
      SWEEP_SECONDS: 30,
      QUALITY_GATE: 'automatic',
      VALIDITY_DAYS: 365,
      REMIND_DAYS: 14,
      MAX_UPLOAD_MIB: 256,
      WEBHOOK_PRIVATE_ADDRESSES: false,
      WEBHOOK_RETRY_SECONDS: 10,
      WEBHOOK_ATTEMPTS: 15,
      WEBHOOK_DISABLE_HOURS: 120,
      EXPOSURE_CAP: 5,
      OIDC_NAME: 'OpenID Connect',
      REVIEW_CLAIM_MINUTES: 30,
      REVIEWS_PER_BROKER: 60,
      REVIEWS_PER_SUPPLY: 20,
      REVIEWS_PER_NEED: 3,
      SESSION_HOURS: 12,
      SESSION_IDLE_MINUTES: 120,
      OTEL_TRACES_SAMPLER_ARG: 1,
      LOG_LEVEL: 'log',
    };
    expect(loadEnv({})).toEqual(defaults);
    expect(loadEnv({ DATABASE_URL: '', PORT: '', HOST: undefined })).toEqual(defaults);
  });

  it('2 reads what is given', () => {
    const env = loadEnv({
      PORT: '8080',
      DATABASE_URL: 'postgresql://u:p@db/duijie',
      QUEUE_URL: 'redis://a:6379,redis://b:6379',
      INDEX_URL: 's3://bucket/index',
      MODEL_HUB: 'https://hf-mirror.com',
      LOG_LEVEL: 'debug',
    });
    expect(env).toMatchObject({ PORT: 8080, QUEUE_URL: 'redis://a:6379,redis://b:6379', LOG_LEVEL: 'debug' });
    for (const QUEUE_URL of ['rediss://a', 'postgres://u@db/d', 'postgresql://u@db/d']) {
      expect(loadEnv({ QUEUE_URL }).QUEUE_URL).toBe(QUEUE_URL);
    }
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['DATABASE_POOL', '1'],
    ['REQUEST_WAIT_SECONDS', '0'],
    ['DATABASE_URL', 'mysql://u@db/d'],
    ['DATABASE_URL', 'localhost'],
    ['QUEUE_URL', 'amqp://q'],
    ['QUEUE_URL', 'redis://a,amqp://q'],
    ['MODEL_HUB', 'ftp://hub'],
    ['WORKER_CONCURRENCY', '0'],
    ['SWEEP_SECONDS', '-1'],
    ['MAX_UPLOAD_MIB', '5000'],
    ['LOG_LEVEL', 'verbose'],
  ])('2 refuses %s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: .`));
  });

  it('3 tells all faults at once', () => {
    const source = { PORT: 'x', DATABASE_URL: 'mysql://u@db/d', QUEUE_URL: 'amqp://q', LOG_LEVEL: 'loud' };
    const faults = faultsOf(source);
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
      'QUEUE_URL',
    ]);
    const { message } = new ConfigError(faults);
    for (const fault of faults) expect(message).toContain(`\n  ${fault}`);
  });

  it.each([
    [{ OIDC_ISSUER: 'https://id.example' }, ['OIDC_CLIENT_ID']],
    [{ OIDC_ISSUER: 'http://id.example', OIDC_CLIENT_ID: 'x' }, ['OIDC_ISSUER']],
    [{ OIDC_ISSUER: 'file:///etc/passwd', OIDC_CLIENT_ID: 'x' }, ['OIDC_ISSUER']],
    [{ OIDC_ISSUER: 'http://127.0.0.1:8080', OIDC_CLIENT_ID: 'x' }, []],
  ])('3 an identity provider is named whole, and not over an open line: %j', (source, named) => {
    expect([...new Set(faultsOf(source).map((fault) => fault.split(':')[0]))]).toEqual(named);
  });

  it('4 is frozen and holds only its own settings', () => {
    const env = loadEnv({ PATH: '/bin', SECRET: 'x' });
    expect(Object.isFrozen(env)).toBe(true);
    expect(env).not.toHaveProperty('SECRET');
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['postgres://duijie:geheim@db:5432/duijie', 'postgres://duijie:***@db:5432/duijie'],
    ['redis://:geheim@a:6379', 'redis://:***@a:6379'],
    ['redis://:geheim@a:1,redis://:geheim@b:2,redis://c:3', 'redis://:***@a:1,redis://:***@b:2,redis://c:3'],
    ['s3://bucket/index?aws_secret_access_key=geheim', 's3://bucket/index'],
    ['postgres://u@db/d', 'postgres://u@db/d'],
    ['./data/index', './data/index'],
  ])('5 %s shows as %s', (address, shown) => {
    expect(withoutSecrets(address)).toBe(shown);
  });

  it.each(['postgres://u:ge,heim@db/d', 'redis://:ge/heim@a:6379', 'redis://:ge#heim@a:6379,redis://:ge?heim@b:6379'])(
    '5 %s is no URL, yet shows no password',
    (address) => {
      expect(withoutSecrets(address)).not.toMatch(/ge|heim/);
    },
  );
});
