/**
 * Loaded into a worker before all else (`node --import`): its model answers SLOW_MODEL_MS milliseconds later, as one that
 * another machine runs would, any number of questions at a time. What it answers, it still computes itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutoModel } from '@xenova/transformers';

const delayMs = Number(process.env['SLOW_MODEL_MS']);
const load = AutoModel.from_pretrained.bind(AutoModel);
type Model = Awaited<ReturnType<typeof load>>;

AutoModel.from_pretrained = async (...source: Parameters<typeof load>): Promise<Model> =>
  new Proxy(await load(...source), {
    async apply(model, self, inputs): Promise<unknown> {
      await pause(delayMs);
      return Reflect.apply(model as never, self, inputs);
    },
  });
