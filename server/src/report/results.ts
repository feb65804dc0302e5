import type { Language } from '../text';

/** One result of `cda results`; texts are as the document writes them, absent ones undefined. */
export interface ResultRow {
  readonly file: string;
  readonly code: string | undefined;
  readonly codeSystem: string | undefined;
  readonly label: string;
  /** A number, `< 1.0` for an interval, the label of a coded answer, or text. */
  readonly value: string | undefined;
  readonly unit: string | undefined;
  /** Bounds of the reference range. */
  readonly low: string | undefined;
  readonly high: string | undefined;
  /** Both as a person reads them: `3.5–6.1`, `< 5.0`. */
  readonly range: string | undefined;
  readonly interpretation: string | undefined;
  readonly status: string | undefined;
  /** HL7 timestamp of the sampling. */
  readonly time: string | undefined;
  readonly method: string | undefined;
  readonly comparability: 'comparable' | 'not-comparable' | 'unknown';
  /** What the reader is told before comparing; only where the result is not known to be comparable. */
  readonly alert: string | undefined;
  readonly conversions: readonly ConversionRow[];
  /** Of the observation, from 0. */
  readonly line: number;
}

export interface ConversionRow {
  readonly code: string | undefined;
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly low: string | undefined;
  readonly high: string | undefined;
  readonly range: string | undefined;
  /** `translation`: no conversion, the second unit that the document gives itself. */
  readonly basis: 'circuit' | 'ucum' | 'translation';
}

/** The JSON object of `cda results --format json`, as the contract describes it; what is absent is null, but for `alert`. */
export function resultsJson(rows: readonly ResultRow[]): string {
  const results = rows.map(({ alert, range: _, ...row }) => ({
    ...nulled(row),
    ...(alert !== undefined && { alert }),
    conversions: row.conversions.map(({ range: __, ...conversion }) => nulled(conversion)),
  }));
  return `${JSON.stringify({ results }, null, 2)}\n`;
}

function nulled<T extends object>(row: T): object {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? null]));
}

const columns = [
  'file',
  'line',
  'code',
  'codeSystem',
  'label',
  'value',
  'unit',
  'low',
  'high',
  'interpretation',
  'status',
  'time',
  'method',
  'comparability',
  'alert',
] as const satisfies readonly (keyof ResultRow)[];

/** Comma-separated values (RFC 4180) with a header row; lines count from 1, conversions stand in one column. */
export function resultsCsv(rows: readonly ResultRow[]): string {
  const body = rows.map((row) => [
    ...columns.map((column) => (column === 'line' ? String(row.line + 1) : (row[column] ?? ''))),
    row.conversions.map(conversionText).join('; '),
  ]);
  return [[...columns, 'conversions'], ...body].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would run as a formula is quoted for it; numbers with a sign stay. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function conversionText({ value, unit, range, code, basis }: ConversionRow): string {
  const from = basis === 'circuit' ? ` (${code})` : basis === 'translation' ? ' (translation)' : '';
  return `${value} ${unit}${range === undefined ? '' : ` [${range}]`}${from}`;
}

const headings = {
  en: ['line', 'code', 'analysis', 'result', 'range', '', 'comparability', 'conversions'],
  fr: ['ligne', 'code', 'analyse', 'résultat', 'référence', '', 'comparabilité', 'conversions'],
} as const;

const verdicts = {
  en: { comparable: 'comparable', 'not-comparable': 'not comparable', unknown: 'unknown' },
  fr: { comparable: 'comparable', 'not-comparable': 'non comparable', unknown: 'inconnue' },
} as const;

/** Widest cell of the table; labels of LOINC are long. */
const widest = 48;

/** One table per file, then the alerts that its results call for, each once; lines count from 1, as editors show them. */
export function resultsTable(rows: readonly ResultRow[], language: Language): string {
  const files = [...new Set(rows.map(({ file }) => file))];
  if (files.length === 0) return language === 'fr' ? 'Aucun résultat.\n' : 'No result.\n';
  return files
    .map((file) => {
      const own = rows.filter((row) => row.file === file);
      const alerts = [...new Set(own.flatMap(({ alert }) => alert ?? []))].map((alert) => `  ⚠ ${alert}\n`);
      const cells = own.map((row) => rowCells(row, language));
      return `${file}\n${aligned([[...headings[language]], ...cells])}${alerts.join('')}`;
    })
    .join('\n');
}

function rowCells(row: ResultRow, language: Language): string[] {
  return [
    String(row.line + 1),
    row.code ?? '',
    row.label,
    [row.value, row.unit].filter(Boolean).join(' '),
    row.range ?? '',
    row.interpretation ?? '',
    verdicts[language][row.comparability],
    row.conversions.map(conversionText).join('; '),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const cut = rows.map((cells) =>
    cells.map((cell, column) => {
      const line = cell.replace(/[\p{Cc}\s]+/gu, ' ').trim();
      return line.length > widest && column < cells.length - 1 ? `${line.slice(0, widest - 1)}…` : line;
    }),
  );
  const widths = cut[0]?.map((_, column) => Math.max(...cut.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return cut
    .map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
