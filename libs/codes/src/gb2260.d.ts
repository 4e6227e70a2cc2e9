declare module 'gb2260' {
  /** Names of the tables the package holds, as YYYYMM. Each is a JSON file of its own: code → name. */
  export function revisions(): string[];
}
