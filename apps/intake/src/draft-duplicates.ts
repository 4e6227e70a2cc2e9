import { Inject, Injectable } from '@nestjs/common';
import type { OpenedEmbedder } from '#embedding';
import { DuplicateFinder, EMBEDDER, Engines, Profiler } from '#engine';
import { duplicateOf } from '#http';
import { contentHash } from '#matching';
import type { AnyRecord, RecordContent, RecordKind } from '#matching';
import { RecordStore } from '#storage';

/** Record id of a text that is not stored. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Warns a poster while the form is still being filled in. */
@Injectable()
export class DraftDuplicates {
  constructor(
    private readonly profiler: Profiler,
    private readonly engines: Engines,
    private readonly finder: DuplicateFinder,
    private readonly records: RecordStore,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  /** Visible records that seem to say the same as a draft, the likest first; nothing is stored. */
  async of(
    kind: RecordKind,
    content: RecordContent,
    { id = NOBODY, organizationId = '' }: { id?: string | undefined; organizationId?: string | undefined },
  ): Promise<object> {
    const hash = contentHash({ kind, content });
    const [profile] = await this.profiler.profile([{ content, contentHash: hash }]);
    const record = {
      ...{ id, kind, revision: 0, contentHash: hash, organizationId, organizationRegion: null, content },
      revisedAt: new Date(),
    } as AnyRecord;
    const found = profile ? await this.finder.findForDraft({ record, profile }, await this.engines.current()) : [];
    const shown = await this.records.findVisible(found.map(({ other }) => other.record.id));
    return {
      degraded: this.embedder.embedder ? null : 'no-model',
      items: found.flatMap(({ other, likeness, evidence }) => {
        const visible = shown.find((one) => one.id === other.record.id);
        const { sameTitle, similarity } = evidence;
        const phrases = evidence.phrases.map(({ text, first, second }) => ({ text, own: first, other: second }));
        return visible
          ? [duplicateOf({ record: visible, likeness, sameTitle, similarity, phrases, verdict: null })]
          : [];
      }),
    };
  }
}
