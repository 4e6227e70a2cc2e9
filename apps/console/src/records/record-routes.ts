import { api, given, request } from '../api/client.js';
import { PLURAL } from '../api/views.js';
import type {
  AnyContent,
  Checked,
  HeldPage,
  LikelyDuplicate,
  PairingList,
  RecordKind,
  RecordView,
} from '../api/views.js';

/** The routes of all kinds differ only in their address; the types of one stand for those of all. */
const base = (kind: RecordKind): '/intake/v1/needs' => `/intake/v1/${PLURAL[kind]}` as '/intake/v1/needs';

export interface RecordPage {
  total: number;
  items: RecordView[];
}

export const readRecord = (kind: RecordKind, id: string): Promise<RecordView> =>
  given<RecordView>(api.GET(`${base(kind)}/{id}`, { params: { path: { id } } }));

export type PlainMove = 'publish' | 'withdraw' | 'reconfirm' | 'solve' | 'confirm';
/** A reviewer's move says why. */
export type ReasonedMove = 'approve' | 'return' | 'reject';

export const moveRecord = (
  kind: RecordKind,
  id: string,
  move: PlainMove | ReasonedMove,
  reason = '',
): Promise<RecordView> =>
  request<RecordView>('POST', `${base(kind)}/${id}/${move}`, ...(reason === '' ? [] : [{ reason }]));

/** What waits for a reviewer, the longest waiting first. */
export const heldBack = (kind: RecordKind, limit: number): Promise<HeldPage> =>
  given<HeldPage>(api.GET(`${base(kind)}/held-back`, { params: { query: { limit } } }));

export const mergeRecord = (kind: RecordKind, id: string, into: string): Promise<RecordView> =>
  request<RecordView>('POST', `${base(kind)}/${id}/merge`, { into });

export const checkRecord = (kind: RecordKind, content: object): Promise<Checked> =>
  given(api.POST(`${base(kind)}/check`, { body: { content: content as Record<string, unknown> } }));

export const listRecords = (kind: RecordKind, query: Record<string, string>): Promise<RecordPage> =>
  request<RecordPage>('GET', `${base(kind)}?${new URLSearchParams(query).toString()}`);

/** Posted for the caller's own organization. */
export const createRecord = (kind: RecordKind, content: Partial<AnyContent>, publish: boolean): Promise<RecordView> =>
  request<RecordView>('POST', base(kind), { publish, content });

/** @throws ApiProblem `revision-conflict` when the record has changed since `revision` */
export async function replaceRecord(
  kind: RecordKind,
  { id, organizationId, revision, externalId }: RecordView,
  content: Partial<AnyContent>,
): Promise<RecordView> {
  const body = { organizationId, content, ...(externalId === null ? {} : { externalId }) };
  const params = { path: { id }, header: { 'If-Match': `"${revision}"` } };
  return given<RecordView>(api.PUT(`${base(kind)}/{id}`, { params, body: body as never }));
}

/** @param all also those withheld because nothing fits */
export const pairingsOf = (kind: RecordKind, id: string, limit: number, all: boolean): Promise<PairingList> => {
  const path = { id };
  return kind === 'need'
    ? given<PairingList>(
        api.GET('/api/v1/needs/{id}/pairings', { params: { path, query: { limit, all: all ? 'true' : 'false' } } }),
      )
    : given<PairingList>(api.GET('/api/v1/supplies/{id}/pairings', { params: { path, query: { limit } } }));
};

/** Records much like a text not yet posted; none where the service cannot tell. */
export async function duplicatesOf(kind: RecordKind, content: Partial<AnyContent>): Promise<LikelyDuplicate[]> {
  const { title = '', description = '', indicators, keywords } = content;
  const body = { content: { title, description, indicators, keywords } };
  try {
    return (await given(api.POST(`${base(kind)}/duplicates`, { body }))).items;
  } catch {
    // The form does without; posting does not depend on it.
    return [];
  }
}
