import { CdaDocument } from '../cda/document';
import type { Result } from '../cda/results';
import { comparabilityOf } from '../features/comparability';
import { asWritten } from '../features/hover/conversion';
import { codeLabel } from '../features/labels';
import { shortText } from '../features/narrative';
import { convertedTexts, resultConversions } from '../features/resultConversions';
import { type ConversionRow, type ResultRow, resultsCsv, resultsJson, resultsTable } from '../report/results';
import type { LoincSources } from '../terminology/loincList';
import { ucum } from '../terminology/ucum';
import type { Language } from '../text';
import { decode } from '../xml/decode';
import { LineIndex } from '../xml/positions';
import { expandFiles, readInput } from './files';

export interface ResultsOptions {
  readonly format: 'table' | 'json' | 'csv';
  readonly sources: LoincSources;
  readonly language: Language;
}

/** `cda results FILE…`: every laboratory result with its comparability and its conversions; what is not a CDA is said on stderr. */
export async function results(inputs: readonly string[], options: ResultsOptions): Promise<0> {
  const { format, language } = options;
  const rows: ResultRow[] = [];
  for (const file of await expandFiles(inputs)) rows.push(...(await resultsIn(file, options)));
  if (format === 'json') process.stdout.write(resultsJson(rows));
  else process.stdout.write(format === 'csv' ? resultsCsv(rows) : resultsTable(rows, language));
  return 0;
}

async function resultsIn(file: string, { sources, language }: ResultsOptions): Promise<ResultRow[]> {
  const { text } = decode(await readInput(file));
  const document = CdaDocument.read(text);
  if (!document) {
    const reason = { en: 'skipped, not a CDA document', fr: 'ignoré, ce n’est pas un document CDA' };
    process.stderr.write(`${file}${language === 'fr' ? ' : ' : ': '}${reason[language]}\n`);
    return [];
  }
  const lines = new LineIndex(text);
  return document.results.map((result) => ({
    file,
    ...rowOf(document, result, sources, language),
    line: lines.position(result.observation.start).line,
  }));
}

function rowOf(
  document: CdaDocument,
  result: Result,
  sources: LoincSources,
  language: Language,
): Omit<ResultRow, 'file' | 'line'> {
  const { code, translations, range, interpretation, method, status, time } = result;
  const named = [code, ...translations].find((one) => one?.code?.value.trim());
  const { verdict, alert } = comparabilityOf(result, sources);
  const label = codeLabel(document, code?.element);
  return {
    code: named?.code?.value.trim(),
    codeSystem: named?.codeSystem?.value.trim(),
    label,
    ...answerOf(document, result),
    range: asWritten(result).range,
    low: range?.low?.value?.value.trim(),
    high: range?.high?.value?.value.trim(),
    interpretation: interpretation?.code?.value.trim(),
    status: status?.value.trim(),
    time: time?.value.trim(),
    method: codeLabel(document, method?.element) || undefined,
    comparability: verdict,
    alert: alert?.[language],
    conversions: resultConversions(document, result, { circuit: sources.circuit, ucum }).map(
      (converted): ConversionRow => {
        const { conversion } = converted;
        const { value, low, high, range: shown } = convertedTexts(result, converted);
        return {
          code: conversion.code,
          label: conversion.label ?? label,
          value,
          unit: conversion.unit,
          low,
          high,
          range: shown,
          basis: conversion.basis,
        };
      },
    ),
  };
}

function answerOf(document: CdaDocument, result: Result): Pick<ResultRow, 'value' | 'unit'> {
  const { value, quantities } = result;
  if (quantities.length > 0) {
    const written = asWritten(result);
    return { value: written.value || undefined, unit: written.unit || undefined };
  }
  const answer = value && (codeLabel(document, value) || value.attribute('value')?.value.trim() || shortText(value));
  return { value: answer || undefined, unit: undefined };
}
