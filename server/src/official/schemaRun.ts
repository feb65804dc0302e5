import { rulePage } from '../rules/page';
import type { Finding, Related } from '../rules/rule';
import type { RunError, RunResult } from '../schematron/failure';
import type { Schema } from '../schematron/schema';
import { oneLine } from '../text';
import type { Span } from '../xml/tree';
import { causeOf } from './cause';
import { findingOf, merged, placeOf, type RangeOf, relatedTo } from './schematronFindings';
import { fileName, type SchemaToRun } from './selection';

/** What running one Schematron on a document brought to light; plain data, which other threads can be told. */
export interface SchemaRun extends SchemaToRun {
  readonly milliseconds: number;
  /** What fails, without what a missing file explains. */
  readonly findings: readonly Finding[];
  /** What could not be judged for lack of a file. */
  readonly unjudged: readonly Unjudged[];
  /** Expressions that gave no answer, as findings. */
  readonly errors: readonly Finding[];
  /** Of the schema's own files; a fault that several schemas have in common has one key. */
  readonly faults: readonly { readonly key: string; readonly related: Related }[];
  /** How many expressions the fallback engine evaluated. */
  readonly foreign: number;
}

export interface Unjudged {
  /** Absolute path of the missing file. */
  readonly file: string;
  readonly at: Span;
  /** The assertion that looks into it. */
  readonly related?: Related;
}

/** `root` is where a finding on the whole document stands. */
export function schemaRun(
  toRun: SchemaToRun,
  schema: Schema,
  { failures, errors, foreign }: RunResult,
  milliseconds: number,
  root: Span,
  rangeOf: RangeOf,
): SchemaRun {
  const { path } = toRun;
  const unjudged = ({ missing, assertion }: Pick<RunError, 'missing' | 'assertion'>, at: Span): Unjudged[] =>
    missing.map((file) => ({ file, at, ...(assertion && { related: relatedTo(path, assertion, rangeOf) }) }));
  return {
    ...toRun,
    milliseconds,
    findings: merged(
      failures
        .filter(({ missing }) => missing.length === 0)
        .map((failure) => findingOf(failure, path, causeOf(schema, failure), root, rangeOf)),
    ),
    unjudged: [
      ...failures.flatMap((failure) => unjudged(failure, placeOf(failure, root))),
      ...errors.flatMap((error) => unjudged(error, error.node ? placeOf({ node: error.node }, root) : root)),
    ],
    errors: errors.filter(({ missing }) => missing.length === 0).map((error) => faultOf(error, path, root, rangeOf)),
    faults: schema.faults.map((fault) => ({
      key: `${fault.file} ${fault.message.en}`,
      related: {
        file: fault.file,
        range: rangeOf(fault),
        message: {
          en: `${fileName(path)}: ${fault.message.en}`,
          fr: `${fileName(path)} : ${fault.message.fr}`,
        },
      },
    })),
    foreign: foreign.length,
  };
}

/** What all findings on the package have in common. */
export const packageFault = {
  rule: 'package-fault',
  severity: 'info',
  source: 'schematron',
  href: rulePage('package-fault'),
} as const;

/** An expression of the schema whose main file is `schema` that gave no answer, as a finding. */
function faultOf(
  { node, assertion, expression, code, message }: RunError,
  schema: string,
  root: Span,
  rangeOf: RangeOf,
): Finding {
  const name = fileName(schema);
  return {
    ...packageFault,
    at: node ? placeOf({ node }, root) : root,
    message: {
      en: `The official package is at fault, not this document: ${name} could not judge “${oneLine(expression.source, 200)}” (${code}: ${message.en})`,
      fr: `Le paquet officiel est en cause, pas ce document : ${name} n’a pas pu évaluer « ${oneLine(expression.source, 200)} » (${code} : ${message.fr})`,
    },
    related: [
      assertion
        ? relatedTo(schema, assertion, rangeOf)
        : { file: expression.file, range: rangeOf(expression), message: { en: name, fr: name } },
    ],
  };
}
