const MIB = 1024 * 1024;

/** What a workbook may hold. Far above real ones: 100,000 rows of 20 columns unpack to some 200 MiB. */
export const LIMITS = {
  /** Parts in the archive. */
  entries: 2000,
  /** Bytes of all parts together, unpacked. */
  unpackedBytes: 1024 * MIB,
  /** Unpacked bytes per packed one; sheets of one value repeated reach about 100. */
  ratio: 200,
  /** The ratio counts from here on: small archives of little text may well be above it. */
  ratioFromBytes: 16 * MIB,
  /** Bytes of the parts that are held in memory: list of sheets, relations, formats. */
  heldPartBytes: 16 * MIB,
  /** Characters of XML between two tags; Excel's own limit of a cell is 32,767 characters. */
  textBetweenTags: 4 * MIB,
  /** Characters of one row. */
  rowCharacters: MIB,
  columns: 500,
  sheets: 100,
  mergedRanges: 100_000,
} as const;
