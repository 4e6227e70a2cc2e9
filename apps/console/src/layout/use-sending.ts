import { ref } from 'vue';
import type { Ref } from 'vue';
import { ElMessage } from 'element-plus';
import { useTrouble } from './use-loaded.js';

export interface Sending {
  isBusy: Ref<boolean>;
  /** Does it, and says what went wrong; whether it went well. */
  send: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** For buttons that change something: busy meanwhile, and a message where it fails. */
export function useSending(): Sending {
  const inWords = useTrouble();
  const isBusy = ref(false);
  const send = async (work: () => Promise<unknown>): Promise<boolean> => {
    isBusy.value = true;
    try {
      await work();
      return true;
    } catch (error) {
      ElMessage.error(inWords(error));
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { isBusy, send };
}
