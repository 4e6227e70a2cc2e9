import { SaxesParser } from 'saxes';
import { LIMITS } from './limits.js';
import { UnusableWorkbook } from './unusable-workbook.js';

/** What happens in a document, in order. Names come without their prefix. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Parses a document as it arrives, and yields after each piece so that its reader can hand on what it has found.
 * @throws UnusableWorkbook for what is not well-formed, has a document type (entities), or is one endless text
 */
export async function* parseXml(
  what: string,
  bytes: AsyncIterable<Buffer>,
  handler: XmlHandler,
): AsyncGenerator<undefined> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  const decoder = new TextDecoder('utf-8');
  let sinceTag = 0;
  const refuse = (detail: string): never => {
    throw new UnusableWorkbook(
      `${what} 的内容无法读取（${detail}）；请在 Excel 中重新另存为 .xlsx 后再传。`,
      `${what} cannot be read (${detail}); save the file again as .xlsx in Excel.`,
    );
  };
  parser.on('error', (error) => refuse(error.message));
  parser.on('doctype', () => refuse('DOCTYPE'));
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    handler.open?.(local(name), attributes);
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    handler.close?.(local(name));
  });
  for await (const piece of bytes) {
    sinceTag += piece.length;
    parser.write(decoder.decode(piece, { stream: true }));
    if (sinceTag > LIMITS.textBetweenTags) refuse('text without end');
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

/** Parses a small document at once. */
export async function readXml(what: string, text: string, handler: XmlHandler): Promise<void> {
  const whole = async function* (): AsyncGenerator<Buffer> {
    // In pieces, so that the limit on text between tags is one on text between tags.
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  for await (const _piece of parseXml(what, whole(), handler));
}
