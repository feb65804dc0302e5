import { CdaDocument } from '../cda/document';
import type { Result } from '../cda/results';
import { comparabilityOf } from '../features/comparability';
import { asWritten } from '../features/hover/conversion';
import { codeLabel } from '../features/labels';
import { shortText } from '../features/narrative';
import { convertedTexts, type ResultConversion, resultConversions } from '../features/resultConversions';
import { secondUnits } from '../features/secondUnits';
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
    conversions: [...secondRows(result, label), ...conversionRows(document, result, sources, label)],
  };
}

/** The second units of the laboratory, as the document gives them. */
function secondRows(result: Result, label: string): ConversionRow[] {
  return secondUnits(result, ucum).map(({ unit, numbers }) => {
    return { code: undefined, label, unit, basis: 'translation', ...bounded(result, { numbers }) };
  });
}

function conversionRows(
  document: CdaDocument,
  result: Result,
  { circuit }: LoincSources,
  label: string,
): ConversionRow[] {
  return resultConversions(document, result, { circuit, ucum }).map((converted) => {
    const { conversion } = converted;
    const { code, unit, basis } = conversion;
    return { code, label: conversion.label ?? label, unit, basis, ...bounded(result, converted) };
  });
}

function bounded(
  result: Result,
  numbers: Pick<ResultConversion, 'numbers'>,
): Pick<ConversionRow, 'value' | 'low' | 'high' | 'range'> {
  const { value, low, high, range } = convertedTexts(result, numbers);
  return { value, low, high, range };
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
