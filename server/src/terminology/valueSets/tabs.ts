import { type Concept, type Content, concept } from './content';

/** Columns that hold a label, the best first (reference H.4). */
const labels = ['libellé', 'libellé adapté', 'libellé long', 'libellé court'];

/** Whether a text begins as a table of the NOS does. */
export function isTabs(text: string): boolean {
  return /^<OID>;<Type fichier>;/i.test(text);
}

/**
 * A value set (JDV) or code system (TRE) from a `.tabs` file of the NOS: names and values of the header, names of the columns,
 * then a line for each code (reference H.4). An association (ASS) is neither: undefined.
 */
export function readTabs(text: string): Content | undefined {
  const [names = '', values = '', columns = '', ...rows] = text.split(/\r?\n/);
  const given = cells(values);
  const header = new Map(headings(names).map((name, index) => [name, given[index]?.trim() ?? '']));
  const type = header.get('type fichier');
  if (type !== 'JDV' && type !== 'TRE') return undefined;
  const places = headings(columns);
  const system = places.indexOf('oid');
  const code = places.indexOf('code');
  const display = labels.map((label) => places.indexOf(label)).find((place) => place >= 0) ?? -1;
  const url = header.get('url fichier');
  return {
    oids: [header.get('oid') ?? ''].filter((oid) => oid !== ''),
    name: (header.get('nom fichier') ?? '').replace(/\.tabs$/, ''),
    kind: type === 'TRE' ? 'code-system' : 'value-set',
    ...(url && { url }),
    concepts: rows.flatMap((row): Concept[] => {
      const found = cells(row);
      // French LOINC labels hold " ; ": what is too much belongs to a last column that is the label.
      if (display === places.length - 1) found.push(found.splice(display).join(';'));
      return [concept(found[code], found[system], found[display])].filter((one) => !!one);
    }),
    complete: true,
  };
}

function headings(line: string): string[] {
  return cells(line).map((cell) => cell.trim().replace(/^<|>$/g, '').normalize().toLowerCase());
}

/** Cells of a line, with or without double quotes. */
function cells(line: string): string[] {
  if (!line.includes('"')) return line.split(';');
  return Array.from(
    line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"(?=;|$)|([^;]*))/g),
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
