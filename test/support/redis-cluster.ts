import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { until } from './until.js';

const run = promisify(execFile);
const MASTERS = 3;

/** A Redis Cluster of three masters, each a redis-server on loopback with a third of the slots. */
export class RedisCluster {
  private constructor(
    /** Of the masters. */
    readonly ports: readonly number[],
    private readonly servers: readonly ChildProcess[],
  ) {}

  /** @param folder where they keep what they hold */
  static async start(folder: string): Promise<RedisCluster> {
    const ports = await freePorts(2 * MASTERS);
    const [masters, buses] = [ports.slice(0, MASTERS), ports.slice(MASTERS)];
    const servers: ChildProcess[] = [];
    const cluster = new RedisCluster(masters, servers);
    try {
      for (const [i, port] of masters.entries()) {
        const dir = join(folder, String(port));
        await mkdir(dir, { recursive: true });
        const settings = {
          ...{ port, dir, bind: '127.0.0.1', save: '', appendonly: 'yes', 'maxmemory-policy': 'noeviction' },
          ...{ 'cluster-enabled': 'yes', 'cluster-port': buses[i], 'cluster-node-timeout': 5000 },
        };
        const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
        servers.push(spawn('redis-server', args, { stdio: 'ignore' }));
      }
      for (const port of masters) {
        await until('redis-server answers', async () => /PONG/.test(await cluster.ask(port, 'ping')));
      }
      const nodes = masters.map((port) => `127.0.0.1:${port}`);
      await run('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-replicas', '0', '--cluster-yes']);
      for (const port of masters) {
        const isWhole = async (): Promise<boolean> =>
          /cluster_state:ok/.test(await cluster.ask(port, 'cluster', 'info'));
        await until('the cluster is whole', isWhole, 30);
      }
      return cluster;
    } catch (error) {
      await cluster.end();
      throw error;
    }
  }

  /** For `QUEUE_URL`: every node. */
  get url(): string {
    return this.ports.map((port) => `redis://127.0.0.1:${port}`).join(',');
  }

  /** How many keys each master holds. */
  async sizes(): Promise<number[]> {
    return Promise.all(this.ports.map(async (port) => Number(await this.ask(port, 'dbsize'))));
  }

  async end(): Promise<void> {
    for (const server of this.servers) {
      const gone = new Promise((exited) => server.once('exit', exited));
      if (server.kill('SIGKILL')) await gone;
    }
  }

  private async ask(port: number, ...command: string[]): Promise<string> {
    return run('redis-cli', ['-p', String(port), ...command]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await getPort());
  return [...ports];
}
