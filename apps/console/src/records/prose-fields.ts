import type { AnyContent } from '../api/views.js';

/** A text of a record with its JSON pointer, as evidence names it. */
export interface ProseField {
  path: string;
  /** Key below `fields`. */
  label: string;
  text: string;
}

const LISTS = [
  'mustHaves',
  'indicators',
  'services',
  'equipment',
  'deliverables',
  'applicationFields',
  'keywords',
] as const;

/** What a record says in prose beside its title, in reading order; items of lists one by one. */
export function proseOf(content: Partial<AnyContent>): ProseField[] {
  const texts: ProseField[] = [
    { path: '/description', label: 'description', text: content.description ?? '' },
    { path: '/advantage', label: 'advantage', text: content.advantage ?? '' },
    ...LISTS.flatMap((name) =>
      (content[name] ?? []).map((text, i): ProseField => ({ path: `/${name}/${i}`, label: name, text })),
    ),
    { path: '/capacity', label: 'capacity', text: content.capacity ?? '' },
    ...(content.papers ?? []).map(({ title }, i): ProseField => ({
      path: `/papers/${i}/title`,
      label: 'papers',
      text: title,
    })),
    { path: '/limitations', label: 'limitations', text: content.limitations ?? '' },
  ];
  return texts.filter(({ text }) => text !== '');
}

/** Fields of one label together, in order. */
export function grouped(fields: readonly ProseField[]): { label: string; fields: ProseField[] }[] {
  const groups: { label: string; fields: ProseField[] }[] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (last?.label === field.label) last.fields.push(field);
    else groups.push({ label: field.label, fields: [field] });
  }
  return groups;
}
