import { ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef, WatchSource } from 'vue';
import { useI18n } from 'vue-i18n';
import { isProblem } from '../api/problem.js';

/** In the reader's words, what went wrong. */
export function useTrouble(): (error: unknown) => string {
  const { t } = useI18n();
  return (error) => {
    if (isProblem(error, 'unreachable')) return t('trouble.unreachable');
    if (isProblem(error, 'not-found')) return t('trouble.notFound');
    return t('trouble.unknown', { detail: error instanceof Error ? error.message : String(error) });
  };
}

export interface Loaded<T> {
  data: ShallowRef<T | null>;
  /** Why it could not be read, for people; null while all is well. */
  trouble: Ref<string | null>;
  isLoading: Ref<boolean>;
  reload: () => Promise<void>;
}

/** Reads something now and whenever `by` changes; an answer overtaken by a later question is dropped. */
export function useLoaded<T>(read: () => Promise<T>, by: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T | null>(null) as ShallowRef<T | null>;
  const trouble = ref<string | null>(null);
  const isLoading = ref(true);
  const inWords = useTrouble();
  let asked = 0;
  const reload = async (): Promise<void> => {
    const mine = ++asked;
    isLoading.value = true;
    trouble.value = null;
    try {
      const found = await read();
      if (mine === asked) data.value = found;
    } catch (error) {
      if (mine === asked) trouble.value = inWords(error);
    } finally {
      if (mine === asked) isLoading.value = false;
    }
  };
  const { locale } = useI18n();
  watch([...by, locale], () => void reload(), { immediate: true });
  return { data, trouble, isLoading, reload };
}
