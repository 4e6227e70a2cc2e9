/** Han names of four characters have a surname of two. */
const SURNAME_OF_TWO =
  /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|南宫|百里|东郭|呼延|轩辕)/;

/** A name of a person and the other forms people write: without brackets and spaces, given name alone, turned round. */
export function formsOfPerson(name: string): string[] {
  const parts = [
    name.replace(/[（(][^）)]*[）)]/g, ' '),
    ...[...name.matchAll(/[（(]([^）)]*)[）)]/g)].map(([, one]) => one ?? ''),
  ];
  const forms = parts.flatMap((part) => part.split(/[/、,，;；]/)).flatMap((part) => formsOfOne(part.trim()));
  return [...new Set([name.trim(), ...forms])].filter((form) => form.length >= 2);
}

function formsOfOne(name: string): string[] {
  const joined = name.replace(/[\s·•]/g, '');
  if (/^\p{Script=Han}{2,5}$/u.test(joined)) {
    const given = joined.slice(SURNAME_OF_TWO.test(joined) ? 2 : 1);
    return [name, joined, given];
  }
  const words = name.split(/[\s.]+/).filter((word) => /^[A-Za-z][A-Za-z'’-]*$/.test(word));
  if (words.length < 2) return [name];
  const turned = [...words].reverse();
  return [name, ...[words, turned].flatMap(waysToWrite)];
}

/** Of words in the order given name, surname: `Ming Li`, `Li, Ming`, `M. Li`, `Li M`. */
function waysToWrite(words: readonly string[]): string[] {
  const given = words.slice(0, -1);
  const surname = words.at(-1) ?? '';
  const initials = given.map((word) => `${word.charAt(0)}.`);
  return [
    ...[words.join(' '), `${surname}, ${given.join(' ')}`],
    ...[
      `${initials.join(' ')} ${surname}`,
      `${initials.join('')}${surname}`,
      `${surname} ${initials[0]?.charAt(0) ?? ''}`,
    ],
  ];
}
