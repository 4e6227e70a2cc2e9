import { onScopeDispose, ref } from 'vue';
import type { Ref } from 'vue';
import type { Progress } from '../api/views.js';

/** Where a record stands, as the service tells it while it happens. `follow` listens until it is ranked or failed. */
export function useProgress(
  id: () => string,
  whenDone: () => void,
): { progress: Ref<Progress | null>; follow: () => void } {
  const progress = ref<Progress | null>(null);
  let stream: EventSource | null = null;
  const stop = (): void => {
    stream?.close();
    stream = null;
  };
  const follow = (): void => {
    stop();
    const opened = new EventSource(`/api/v1/records/${id()}/progress/events`);
    stream = opened;
    opened.addEventListener('progress', (event: MessageEvent<string>) => {
      progress.value = JSON.parse(event.data) as Progress;
    });
    // The service ends the stream when there is nothing more to tell; the browser would open it anew.
    opened.addEventListener('error', () => {
      stop();
      whenDone();
    });
  };
  onScopeDispose(stop);
  return { progress, follow };
}
