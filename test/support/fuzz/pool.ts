import fc from 'fast-check';

const RECORDS = ['needs', 'achievements', 'experts', 'facilities', 'services'];
/** What else a name of things stands for, by the name that a path or a field has for it. */
const MEANS: Readonly<Record<string, readonly string[]>> = {
  supplies: RECORDS.slice(1),
  records: RECORDS,
  duplicates: RECORDS,
  into: RECORDS,
  otherId: RECORDS,
  organizationId: ['organizations'],
  pairingId: ['pairings'],
  claims: ['pairings'],
  needIds: ['needs'],
  add: ['needs'],
  remove: ['needs'],
  deliveries: ['webhooks'],
};
/** Things kept of a sort: enough that some are in every state. */
const KEPT = 60;

/** Ids of things there are, by the plural that paths have for them. Grows as requests make more. */
export class Pool {
  private readonly ids = new Map<string, string[]>();
  private added = 0;

  add(kind: string, id: string): void {
    const known = this.ids.get(kind) ?? [];
    if (known.length < KEPT) known.push(id);
    else known[this.added++ % KEPT] = id;
    this.ids.set(kind, known);
  }

  has(kind: string): boolean {
    return this.known(kind).length > 0;
  }

  /** Mostly of the sort that the name stands for; else of another, or of nothing. */
  idOf(name: string): fc.Arbitrary<string> {
    const own = fc.nat().map((n) => this.pick(this.known(name), n));
    const any = fc.nat().map((n) => this.pick([...this.ids.values()].flat(), n));
    return fc.oneof({ arbitrary: own, weight: 12 }, { arbitrary: any, weight: 1 }, { arbitrary: fc.uuid(), weight: 1 });
  }

  private known(name: string): readonly string[] {
    return (MEANS[name] ?? [name]).flatMap((kind) => this.ids.get(kind) ?? []);
  }

  private pick(from: readonly string[], n: number): string {
    return from[n % from.length] ?? '00000000-0000-4000-8000-000000000000';
  }
}
