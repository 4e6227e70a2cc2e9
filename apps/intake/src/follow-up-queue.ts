import { Injectable, Logger } from '@nestjs/common';
import { JobQueue } from '#jobs';
import type { FollowUp } from '#storage';

/** Queues the work a committed change asks for. A failure here loses nothing: the sweep finds the work again. */
@Injectable()
export class FollowUpQueue {
  private readonly log = new Logger('Intake');

  constructor(private readonly queue: JobQueue) {}

  async enqueue({ profile, rank, project }: FollowUp): Promise<void> {
    try {
      await this.queue.addAll('profile', profile);
      await this.queue.addAll('rank', rank);
      if (project) await this.queue.add('project', {});
      await this.queue.add('dispatch', {});
    } catch (error) {
      this.log.warn(`queue unreachable, the sweep will follow up: ${error instanceof Error ? error.message : error}`);
    }
  }
}
