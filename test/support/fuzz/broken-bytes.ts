import fc from 'fast-check';

type Break = (bytes: Buffer, at: number, more: number) => Buffer;

const BREAKS: readonly Break[] = [
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => bytes.subarray(at),
  (bytes, at, more) => changed(bytes, (copy) => (copy[at] = (copy[at] ?? 0) ^ (1 << (more % 8)))),
  (bytes, at, more) =>
    changed(bytes, (copy) => copy.fill(more & 0xff, at, Math.min(copy.length, at + 1 + (more % 64)))),
  (bytes, at, more) => changed(bytes, (copy) => copy.writeUInt32LE(more, Math.min(at, copy.length - 4))),
  (bytes, at, more) =>
    changed(bytes, (copy) => copy.writeUInt32LE(0xffffffff, Math.min(at, copy.length - 4 - (more % 2)))),
  (bytes, at, more) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + (more % 200))]),
  (bytes, at, more) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + (more % 4_000)), bytes.subarray(at)]),
  (bytes, at, more) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(more % 4_000, more & 0xff), bytes.subarray(at)]),
  (bytes) => Buffer.concat([bytes, bytes]),
];

function changed(bytes: Buffer, change: (copy: Buffer) => unknown): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length >= 8) change(copy);
  return copy;
}

/** Files but for one to three breaks: cut, bits turned, sizes overwritten, pieces lost, doubled or filled in. */
export const brokenBytes = (files: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      files,
      fc.array(fc.tuple(fc.constantFrom(...BREAKS), fc.nat(), fc.nat(0x7fffffff)), { minLength: 1, maxLength: 3 }),
    )
    .map(([bytes, breaks]) => breaks.reduce((now, [apply, n, more]) => apply(now, n % (now.length + 1), more), bytes));
