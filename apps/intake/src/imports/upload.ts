import type { MultipartFile } from '@fastify/multipart';
import { madeStorable } from '#http';
import { DomainError } from '#matching';
import type { ImportStore } from '#storage';
import { disguiseOf, formatOf, TELLING_BYTES } from './file-format.js';

/** Pieces of an uploaded file as they are stored. */
const CHUNK_BYTES = 1024 * 1024;

type NewImport = Parameters<ImportStore['create']>[0];

/**
 * Stores the file of a form; what is refused leaves nothing behind.
 * @param limitMib what the server takes, for the words of the error
 * @returns id of the import that holds it, still receiving
 * @throws DomainError `too-large`, `file-refused`, `unsupported-media-type`
 */
export async function receive(
  imports: ImportStore,
  part: MultipartFile,
  input: Omit<NewImport, 'fileName' | 'format' | 'mapping'>,
  limitMib: number,
): Promise<string> {
  const format = formatOf(part.filename, part.mimetype);
  const fileName = madeStorable(part.filename.slice(0, 200));
  const { id } = await imports.create({ ...input, fileName, format, mapping: null });
  try {
    await store(imports, id, part, format);
    if (part.file.truncated) throw new DomainError('too-large', { limit: `${limitMib} MiB` });
    return id;
  } catch (error) {
    await imports.drop(id);
    throw error;
  }
}

async function store(
  imports: ImportStore,
  id: string,
  part: MultipartFile,
  format: NewImport['format'],
): Promise<void> {
  let position = 0;
  let held: Buffer[] = [];
  let size = 0;
  let disguise: ReturnType<typeof disguiseOf> = null;
  const flush = async (): Promise<void> => {
    if (size === 0 || disguise) return;
    const bytes = Buffer.concat(held);
    if (position === 0) disguise = disguiseOf(format, bytes.subarray(0, TELLING_BYTES));
    if (!disguise) await imports.appendChunk(id, position++, bytes);
    [held, size] = [[], 0];
  };
  // A refused file is read to its end all the same: a sender that is cut off does not hear why.
  for await (const piece of part.file as AsyncIterable<Buffer>) {
    if (disguise) continue;
    held.push(piece);
    size += piece.length;
    if (size >= CHUNK_BYTES) await flush();
  }
  await flush();
  if (disguise) throw new DomainError('file-refused', { ...(disguise as { zh: string; en: string }) });
}
