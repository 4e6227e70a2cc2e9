import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '#config';
import type { Env } from '#config';
import { sendWebhook, signedHeaders } from '#exchange';
import type { Delivered } from '#exchange';
import type { JobPayloads, Outcome } from '#jobs';
import { WebhookDeliveryStore } from '#storage';
import type { DeliveryResult } from '#storage';
import { cloudEventOf } from './cloud-event.js';

/** A run that finds ever more to send ends, so that others get their turn; the next dispatch goes on. */
const MOST_BATCHES = 200;

/** Sends what waits for one webhook until nothing is due. */
@Injectable()
export class DeliverProcessor {
  constructor(
    private readonly deliveries: WebhookDeliveryStore,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async process({ webhookId }: JobPayloads['deliver']): Promise<Outcome> {
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const claimed = await this.deliveries.claim(webhookId);
      if (claimed.length === 0) return batch > 0 ? 'done' : { skipped: 'nothing due' };
      await Promise.all(
        claimed.map(async (one) => {
          const body = JSON.stringify(cloudEventOf(one, this.env.PUBLIC_URL));
          const headers = {
            ...signedHeaders(one.secret, one.eventId, new Date(), body),
            'content-type': 'application/cloudevents+json; charset=utf-8',
            'user-agent': 'duijie-webhooks',
          };
          const sent = await sendWebhook(one.url, headers, body, this.env.WEBHOOK_PRIVATE_ADDRESSES);
          await this.deliveries.note(webhookId, one, resultOf(sent));
        }),
      );
    }
    return 'done';
  }
}

/** What is wrong with a message is told apart from a receiver that is down, so that one message does not hold up all. */
function resultOf(sent: Delivered): DeliveryResult {
  if ('error' in sent) return { outcome: 'failed', fault: 'endpoint', status: null, error: sent.error };
  const { status } = sent;
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  if (status === 410) return { outcome: 'gone', status };
  const isDown = status >= 500 || status === 429 || status < 400;
  return { outcome: 'failed', fault: isDown ? 'endpoint' : 'message', status, error: null };
}
