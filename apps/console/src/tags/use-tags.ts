import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref, WatchSource } from 'vue';
import { api, given } from '../api/client.js';
import { PLURAL } from '../api/views.js';
import type { RecordKind, RecordProfile, Tag, TagChange } from '../api/views.js';
import { useLoaded } from '../layout/use-loaded.js';
import type { Loaded } from '../layout/use-loaded.js';
import type { LinkedRange } from '../pairings/spans.js';

/** The routes of all kinds differ only in their address. */
const routeOf = (kind: RecordKind): '/intake/v1/needs/{id}/tags' =>
  `/intake/v1/${PLURAL[kind]}/{id}/tags` as '/intake/v1/needs/{id}/tags';

/** How often a profile that is being made anew is looked at. */
const LOOK_AGAIN_MS = 700;

export const linkOf = ({ kind, value }: Pick<Tag, 'kind' | 'value'>): string =>
  `${kind}-${[...value].map((character) => character.codePointAt(0)?.toString(36)).join('-')}`;

export interface Tags extends Loaded<RecordProfile> {
  /** The tag pointed at. */
  lit: Ref<string | null>;
  /** What each tag is: a class of its marks. */
  kinds: ComputedRef<ReadonlyMap<string, string>>;
  rangesOf: (path: string) => LinkedRange[];
  change: (edits: TagChange[]) => Promise<void>;
}

/** The tags of a record, where they stand in its text, and how its owner changes them. */
export function useTags(kind: RecordKind, id: string, by: WatchSource[]): Tags {
  const loaded = useLoaded(() => given(api.GET('/api/v1/records/{id}/profile', { params: { path: { id } } })), by);
  const lit = ref<string | null>(null);
  const tags = computed(() => loaded.data.value?.tags ?? []);
  const kinds = computed(() => new Map(tags.value.map((tag) => [linkOf(tag), tag.kind])));
  const rangesOf = (path: string): LinkedRange[] => {
    const shown = tags.value.find((tag) => linkOf(tag) === lit.value);
    // Only the one pointed at: a text marked all over shows nothing.
    return shown?.span?.path === path ? [{ start: shown.span.start, end: shown.span.end, link: linkOf(shown) }] : [];
  };
  watch(loaded.data, (profile, _before, onCleanup) => {
    if (profile?.state !== 'pending') return;
    const timer = setTimeout(() => void loaded.reload(), LOOK_AGAIN_MS);
    onCleanup(() => clearTimeout(timer));
  });
  async function change(edits: TagChange[]): Promise<void> {
    await given(api.PATCH(routeOf(kind), { params: { path: { id } }, body: { edits } }));
    await loaded.reload();
  }
  return { ...loaded, lit, kinds, rangesOf, change };
}
