import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';

/** What runs at the moment and for whom: written beside every line it logs, and handed on to the jobs it asks for. */
export interface Work {
  /** The request that asked for it, itself or by way of jobs. */
  readonly requestId?: string | undefined;
  /** Name and id of the running job. */
  readonly job?: string;
  readonly jobId?: string;
  /** The span that further ones hang below; none while nothing is traced. */
  readonly trace?: Context | undefined;
  /** When the record was handed on whose list this is to end in; milliseconds since 1970. */
  readonly since?: number | undefined;
}

const NOBODYS: Work = {};
const running = new AsyncLocalStorage<Work>();

export const currentWork = (): Work => running.getStore() ?? NOBODYS;

/** Runs it as part of `work`, with all that it begins and awaits. */
export const during = <T>(work: Work, run: () => T): T => running.run(work, run);
