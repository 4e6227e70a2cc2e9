import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A TCP port in front of a server, which the server may change behind, and where the network can be made to fail. */
export class Gateway {
  /** Milliseconds that each piece waits before it goes on. */
  delayMs = 0;
  private readonly pairs = new Set<[Socket, Socket]>();
  private isClosed = false;

  private constructor(
    /** Port of the server behind. */
    public target: number,
    private readonly server = createServer(),
  ) {}

  static async open(target: number): Promise<Gateway> {
    const gateway = new Gateway(target);
    gateway.server.on('connection', (caller) => gateway.join(caller));
    await new Promise<void>((listening) => gateway.server.listen(0, '127.0.0.1', listening));
    return gateway;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection off; new ones are taken. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Breaks every connection off and refuses new ones until it is opened again. */
  shut(isShut: boolean): void {
    this.isClosed = isShut;
    if (isShut) this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(caller: Socket): void {
    if (this.isClosed) {
      caller.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    const pair: [Socket, Socket] = [caller, server];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, caller]] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      // One after the other: a piece that came when the delay had ended must not overtake one that still waits.
      let sent = Promise.resolve();
      from.on('data', (piece) => {
        const due = performance.now() + this.delayMs;
        sent = sent.then(async () => {
          const left = due - performance.now();
          if (left > 0) await pause(left);
          if (to.writable) to.write(piece);
        });
      });
      from.on('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
    }
  }
}
