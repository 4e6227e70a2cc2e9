import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseWith } from './zod-faults.js';

/** `@Body(new ZodPipe(schema))`, and the same for queries and parameters. */
export class ZodPipe<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    return parseWith(this.schema, value);
  }
}
