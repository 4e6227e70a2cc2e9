import { Injectable } from '@nestjs/common';
import { JobQueue } from '#jobs';
import type { Outcome } from '#jobs';
import { ChangeStore, WebhookDeliveryStore } from '#storage';

/** Between two looks for what can be forgotten: it goes through all that is kept. */
const FORGET_EVERY_MS = 3_600_000;

/** Brings committed changes into the feed and to the webhooks. */
@Injectable()
export class DispatchProcessor {
  private forgotAt = 0;

  constructor(
    private readonly changes: ChangeStore,
    private readonly deliveries: WebhookDeliveryStore,
    private readonly queue: JobQueue,
  ) {}

  async process(): Promise<Outcome> {
    await this.changes.noteRenamed();
    let dispatched = 0;
    for (;;) {
      const some = await this.changes.dispatch();
      if (some === 0) break;
      dispatched += some;
    }
    if (Date.now() - this.forgotAt > FORGET_EVERY_MS) {
      this.forgotAt = Date.now();
      await this.changes.forgetOld();
    }
    const due = await this.deliveries.due();
    await this.queue.addAll(
      'deliver',
      due.map((webhookId) => ({ webhookId })),
    );
    return dispatched + due.length > 0 ? 'done' : { skipped: 'nothing changed' };
  }
}
