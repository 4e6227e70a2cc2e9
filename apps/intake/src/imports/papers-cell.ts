/** A paper as a cell lists it: title, then year in brackets, then DOI, each of the latter two if known. */
export interface ListedPaper {
  title: string;
  year?: number;
  doi?: string;
}

const DOI = /\s*(?:doi\s*[:：]?\s*)?(?:https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\/\S+)$/i;
const YEAR = /\s*[（(](\d{4})[）)]$/;
/** Longer than any title with its DOI: a whole cell of text is not searched for one, and is refused as a title. */
const LONGEST = 600;
/** What separates papers: a DOI may hold a semicolon, but no line break. */
const BETWEEN = /[；|\n]|;\s/;

/** Reads `高镍正极的单晶化（2021）10.1000/182；…`. */
export function listedPapers(cell: string): ListedPaper[] {
  return cell
    .split(BETWEEN)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map(listedPaper);
}

function listedPaper(item: string): ListedPaper {
  if (item.length > LONGEST) return { title: item };
  const doi = DOI.exec(item);
  const rest = (doi ? item.slice(0, doi.index) : item).trim();
  const year = YEAR.exec(rest);
  return {
    title: year ? rest.slice(0, year.index) : rest,
    ...(year && { year: Number(year[1]) }),
    ...(doi?.[1] !== undefined && { doi: doi[1] }),
  };
}

/** As `listedPapers` reads it, or as JSON where that would read something else. */
export function papersCell(papers: readonly ListedPaper[]): string {
  const cell = papers
    .map(({ title, year, doi }) =>
      [title, year === undefined ? '' : `（${year}）`, doi === undefined ? '' : ` ${doi}`].join(''),
    )
    .join('；');
  const inOrder = (list: readonly ListedPaper[]): string =>
    JSON.stringify(list.map(({ title, year, doi }) => [title, year, doi]));
  const isRead = papers.length > 0 && !cell.startsWith('[') && inOrder(listedPapers(cell)) === inOrder(papers);
  return isRead ? cell : JSON.stringify(papers);
}
