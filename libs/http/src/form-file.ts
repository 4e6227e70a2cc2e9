import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#matching';

/** The parts of a form follow each other as fast as they are sent; this is for slow lines. */
const SILENCE_MS = 5_000;

/**
 * The one file of a form, in the field named file.
 * @param mostBytes of the file, when less than any other may have
 * @throws DomainError `unsupported-media-type`, `file-missing`, `malformed-form`
 */
export async function formFile(request: FastifyRequest, mostBytes?: number): Promise<MultipartFile> {
  if (!request.isMultipart()) throw new DomainError('unsupported-media-type', { supported: 'multipart/form-data' });
  const silence = silenceOf(request);
  try {
    const part = await Promise.race([
      request.file(mostBytes === undefined ? {} : { limits: { fileSize: mostBytes } }),
      silence.comes,
    ]);
    if (!part || part.fieldname !== 'file') throw new DomainError('file-missing');
    return part;
  } finally {
    silence.stop();
  }
}

/** The reader of forms never ends with some that are malformed (fastify/busboy#228): it then neither reads nor fails. */
function silenceOf({ raw }: FastifyRequest): { comes: Promise<never>; stop: () => void } {
  let tooLong = (): void => undefined;
  const comes = new Promise<never>((_resolve, reject) => {
    tooLong = () => reject(new DomainError('malformed-form'));
  });
  const timer = setTimeout(() => tooLong(), SILENCE_MS);
  const heard = (): void => void timer.refresh();
  raw.on('data', heard);
  return {
    comes,
    stop: () => {
      clearTimeout(timer);
      raw.off('data', heard);
    },
  };
}
