import { CsvError, parse } from 'csv-parse/sync';
import { CircuitError, notATable } from './errors';
import { cleanCell, type Sheet } from './sheet';

const DELIMITERS = [';', '\t', ','] as const;
/** Lines looked at to tell the delimiter. */
const SAMPLE_LINES = 20;

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

/** The delimiter that most sample lines have most of. */
function delimiterOf(text: string): string | undefined {
  const sample = text.split('\n', SAMPLE_LINES).join('\n').slice(0, 100_000);
  const counts = DELIMITERS.map((delimiter) => sample.split(delimiter).length - 1);
  const most = Math.max(...counts);
  return most === 0 ? undefined : DELIMITERS[counts.indexOf(most)];
}

/** Text of a table: as its byte order mark says, else UTF-8 if it is that, else Windows-1252. */
export function decodeTable(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
