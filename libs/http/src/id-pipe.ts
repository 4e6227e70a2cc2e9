import { z } from 'zod';
import { ZodPipe } from './zod-pipe.js';

/** `@Param('id', idPipe)`: ids are UUIDs. */
export const idPipe = new ZodPipe(z.uuid());
