import { extname } from 'node:path';
import { isUtf8 } from 'node:buffer';
import type { MultipartFile } from '@fastify/multipart';
import { DomainError } from '#matching';

export const MOST_FILE_MIB = 10;

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const begins =
  (...bytes: number[]) =>
  (content: Buffer): boolean =>
    content.subarray(0, bytes.length).equals(Buffer.from(bytes));
const isZip = begins(0x50, 0x4b, 0x03, 0x04);
/** Office files are archives that name their parts in the clear. */
const holds = (folder: string) => (content: Buffer) => isZip(content) && content.includes(`${folder}/`, 0, 'latin1');
const isJpeg = begins(0xff, 0xd8, 0xff);

/** What a case takes, by extension: the type it is kept and served under, and what its content must look like. */
const TYPES: Readonly<Record<string, { type: string; isSo: (content: Buffer) => boolean }>> = {
  '.pdf': { type: 'application/pdf', isSo: begins(0x25, 0x50, 0x44, 0x46, 0x2d) },
  '.png': { type: 'image/png', isSo: begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  '.jpg': { type: 'image/jpeg', isSo: isJpeg },
  '.jpeg': { type: 'image/jpeg', isSo: isJpeg },
  '.docx': { type: `${OFFICE}.wordprocessingml.document`, isSo: holds('word') },
  '.xlsx': { type: `${OFFICE}.spreadsheetml.sheet`, isSo: holds('xl') },
  '.pptx': { type: `${OFFICE}.presentationml.presentation`, isSo: holds('ppt') },
  '.txt': { type: 'text/plain; charset=utf-8', isSo: (content) => isUtf8(content) && !content.includes(0) },
};
const SUPPORTED = Object.keys(TYPES).join(', ');

export interface Attachment {
  name: string;
  contentType: string;
  content: Buffer;
}

/**
 * A file as a case keeps it. What the sender says of its type counts for nothing: extension and content must agree.
 * @throws DomainError `too-large`, `unsupported-media-type`
 */
export async function attachmentOf(part: MultipartFile): Promise<Attachment> {
  const pieces: Buffer[] = [];
  for await (const piece of part.file as AsyncIterable<Buffer>) pieces.push(piece);
  if (part.file.truncated) throw new DomainError('too-large', { limit: `${MOST_FILE_MIB} MiB` });
  const content = Buffer.concat(pieces);
  const name = nameOf(part.filename);
  const known = TYPES[extname(name).toLowerCase()];
  if (!known?.isSo(content)) throw new DomainError('unsupported-media-type', { supported: SUPPORTED });
  return { name, contentType: known.type, content };
}

/** Without folders and control characters; its end, where the extension is, stays when it is cut. */
function nameOf(given: string): string {
  const name = (given.split(/[\\/]/).at(-1) ?? '')
    .toWellFormed()
    .replaceAll(/\p{Cc}|\p{Cf}/gu, '')
    .trim();
  return name.slice(-200);
}

/** `Content-Disposition` that saves it under its name, whatever its script (RFC 6266, RFC 8187). */
export function dispositionOf(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="file${extname(name).toLowerCase()}"; filename*=UTF-8''${encoded}`;
}
