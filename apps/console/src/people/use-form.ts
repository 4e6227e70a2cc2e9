import { reactive, ref } from 'vue';
import type { Ref } from 'vue';
import { isProblem } from '../api/problem.js';
import { useTrouble } from '../layout/use-loaded.js';

export interface Form {
  /** What is wrong with a field, by its name. */
  faults: Record<string, string>;
  /** What is wrong with the whole, for people. */
  trouble: Ref<string | null>;
  isSending: Ref<boolean>;
  /** Sends it; false when the service refused. */
  send: (act: () => Promise<void>) => Promise<boolean>;
}

/**
 * Sends a form and shows what the service says of it.
 * @param say words for a refusal that this form explains better than the service does; null for any other
 */
export function useForm(say: (error: unknown) => string | null = () => null): Form {
  const inWords = useTrouble();
  const faults = reactive<Record<string, string>>({});
  const trouble = ref<string | null>(null);
  const isSending = ref(false);
  const send = async (act: () => Promise<void>): Promise<boolean> => {
    trouble.value = null;
    for (const field of Object.keys(faults)) delete faults[field];
    isSending.value = true;
    try {
      await act();
      return true;
    } catch (error) {
      if (isProblem(error, 'invalid')) {
        for (const { pointer, detail } of error.faults) faults[pointer.slice(1)] = detail;
      }
      if (Object.keys(faults).length === 0) trouble.value = say(error) ?? inWords(error);
      return false;
    } finally {
      isSending.value = false;
    }
  };
  return { faults, trouble, isSending, send };
}
