import fc from 'fast-check';

/** Texts that break what takes them for harmless: storage, queries, paths, numbers, dates, what grows when normalised. */
const TEXTS = [
  ...['', ' ', '\t\r\n', '\0', 'a\0b', '\uD800', 'x\uDC00', '\uFEFF', '\u202Eطويل', '\u200B', '\u2028', '\x7F\x1B[31m'],
  ...[
    '%',
    '_',
    '\\',
    '\\\\%',
    "' OR 1=1 --",
    '"; DROP TABLE records; --',
    "\\'",
    '$1',
    '{}',
    '[]',
    ':*',
    '&|!',
    '(',
    '[^',
  ],
  ...[
    '../../etc/passwd',
    '..\\..\\x',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://169.254.169.254/',
    'con',
    '.',
    '..',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '-0',
    '1e309',
    '-1',
    '0x10',
    '1_000',
    '１２',
    '1,5',
    '9'.repeat(400),
    '2147483648',
  ],
  ...[
    '9007199254740993',
    '9223372036854775808',
    '1e2',
    '1.5',
    '+1',
    ' 1 ',
    'true',
    'null',
    'undefined',
    '[object Object]',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', '__proto__[x]', 'a.b[c]'],
  ...['2024-02-30', '0000-01-01', '9999-12-31', '2024-13-01T00:00:00Z', '+275760-09-13', '1969-12-31T23:59:60Z'],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '=1+1',
    '@SUM(A1)',
    '\r\nset-cookie: a=b',
    '%0d%0a',
    '%00',
    '%zz',
  ],
  ...[
    '👩‍👩‍👧‍👦'.repeat(50),
    `e${'\u0301'.repeat(500)}`,
    'İ'.repeat(300),
    '\uFDFA'.repeat(300),
    '㍿'.repeat(300),
    'ﬃ'.repeat(300),
  ],
  ...[
    'a'.repeat(300),
    '中'.repeat(5_000),
    'x'.repeat(70_000),
    ' '.repeat(3_000),
    '-'.repeat(3_000),
    '9.'.repeat(2_000),
  ],
  ...['（'.repeat(2_000), '≥5 %，'.repeat(1_000), '100 ℃ '.repeat(1_000), '“'.repeat(1_000), '有限公司'.repeat(500)],
];

/** Any string there is, lone surrogates included. */
const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

export const hostileText = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS), weight: 6 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
  { arbitrary: codeUnits, weight: 1 },
);

/** An object with this very key of its own: `__proto__` in a literal would set the prototype instead. */
const keyed = (key: string, value: unknown): object => Object.defineProperty({}, key, { value, enumerable: true });

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** JSON values that are of the wrong type, out of range, or too much of something. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: hostileText, weight: 5 },
  {
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, false, 0, -1, 1.5, 1e308, 5e-324, 2 ** 31, 2 ** 53 + 2, -(2 ** 63), 1e21, [], {}, [null], [[]]],
      ...[nested(5), nested(500), Array<number>(3_000).fill(0), Array<string>(200).fill('长文本'.repeat(100))],
      ...['__proto__', 'constructor', 'length', ''].map((key) => keyed(key, { length: 1e9, toString: null })),
    ),
    weight: 5,
  },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
);
