import { spawnSync } from 'node:child_process';

/** Whether a redis-server can be started here. */
export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version']).status === 0;
