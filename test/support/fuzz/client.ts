import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { FuzzRequest } from './requests.js';

/** An answer as it came. */
export interface FuzzAnswer {
  /** 0: none came, and `text` says why. */
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  milliseconds: number;
}

/** A stream of events goes on as long as there are any: this much of it is enough. */
const EVENTS_MS = 300;

/** Sends over few connections that are kept. What is not answered in time counts as a hang. */
export class FuzzClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
    private readonly patienceMs: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  close(): void {
    this.agent.destroy();
  }

  /** Once more when the server closed a kept connection just as the request was written. */
  async ask(sent: FuzzRequest): Promise<FuzzAnswer> {
    const answer = await this.once(sent);
    return answer.text === 'ECONNRESET' || answer.text === 'EPIPE' ? this.once(sent) : answer;
  }

  private once({ method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
    const began = performance.now();
    return new Promise((resolve) => {
      const done = (status: number, said: IncomingHttpHeaders, text: string): void => {
        clearTimeout(patience);
        resolve({ status, headers: said, text, milliseconds: performance.now() - began });
      };
      const { hostname, port } = new URL(this.url);
      const length = body === null ? {} : { 'content-length': String(body.length) };
      const going = request(
        { agent: this.agent, hostname, port, method, path, headers: { ...headers, ...length } },
        (answer) => {
          const pieces: Buffer[] = [];
          const finish = (): void => done(answer.statusCode ?? 0, answer.headers, Buffer.concat(pieces).toString());
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.once('end', finish);
          answer.once('error', (error: NodeJS.ErrnoException) => done(0, {}, error.code ?? error.message));
          if (answer.headers['content-type'] !== 'text/event-stream') return;
          setTimeout(() => {
            finish();
            answer.destroy();
          }, EVENTS_MS);
        },
      );
      const patience = setTimeout(() => {
        done(0, {}, `no answer in ${this.patienceMs} ms`);
        going.destroy();
      }, this.patienceMs);
      going.once('error', (error: NodeJS.ErrnoException) => done(0, {}, error.code ?? error.message));
      going.end(body ?? undefined);
    });
  }
}
