import { CsvError, parse } from 'csv-parse/sync';
import { CircuitError, notATable } from './errors';
import { fieldOf } from './headings';
import { cleanCell, type Sheet } from './sheet';

const DELIMITERS = [';', '\t', ','] as const;
/** Lines, and characters, looked at to tell the delimiter. */
const SAMPLE_LINES = 20;
const SAMPLE_LENGTH = 100_000;

/** A delimited table (`;`, TAB or `,`; double quotes); throws a CircuitError. */
export function readDelimited(text: string): Sheet {
  const delimiter = delimiterOf(text);
  if (delimiter === undefined) throw notATable({ en: 'a text without columns', fr: 'un texte sans colonnes' });
  try {
    const records = parse(text, {
      delimiter,
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: false,
    }) as unknown as string[][];
    const rows = records.map((cells, index) => ({ number: index + 1, cells: cells.map(cleanCell) }));
    return { name: '', rows, merges: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CircuitError('damaged', {
      en: `The table is damaged: a quotation mark is not closed (line ${error.lines}).`,
      fr: `Le tableau est endommagé : un guillemet n’est pas fermé (ligne ${error.lines}).`,
    });
  }
}

/** The delimiter that sets most headings apart, then the one that stands there most often: French LOINC labels hold ` ; `. */
function delimiterOf(text: string): string | undefined {
  const lines = text.slice(0, SAMPLE_LENGTH).split('\n', SAMPLE_LINES);
  const [best] = DELIMITERS.map((delimiter) => {
    const cells = lines.flatMap((line) => line.split(delimiter));
    const headings = cells.filter((cell) => fieldOf(cell) !== undefined).length;
    return { delimiter, headings, count: cells.length - lines.length };
  })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.headings - a.headings || b.count - a.count);
  return best?.delimiter;
}

/** Text of a table, without its byte order mark: as that says, else UTF-8 if it is that, else Windows-1252. */
export function decodeTable(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
