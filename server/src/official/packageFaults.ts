import { rulePage } from '../rules/page';
import type { Finding, Related } from '../rules/rule';
import type { RunError } from '../schematron/failure';
import type { SchemaFault } from '../schematron/schema';
import { oneLine } from '../text';
import type { Span } from '../xml/tree';
import { placeOf, type RangeOf, relatedTo, type SchemaFailures } from './schematronFindings';
import { fileName } from './selection';

/** What running a schema on a document brought to light. */
export interface SchemaRun extends SchemaFailures {
  /** Where the document names it. */
  readonly at?: Span;
  readonly errors: readonly RunError[];
  /** How many expressions the fallback engine evaluated. */
  readonly foreign: number;
  /** Of the schema's own files. */
  readonly faults: readonly SchemaFault[];
}

const identity = {
  rule: 'package-fault',
  severity: 'info',
  source: 'schematron',
  href: rulePage('package-fault'),
} as const;

/** As many places as anybody would go to. */
const mostPlaces = 20;

/**
 * What the official package is to blame for, said once each: what its schemas name and do not find, files that the
 * assertions that failed looked for in vain, and assertions that give no answer on this document.
 */
export function packageFaults(runs: readonly SchemaRun[], root: Span, rangeOf: RangeOf): Finding[] {
  const broken = brokenSchemas(runs, root, rangeOf);
  return [...(broken ? [broken] : []), ...missingFiles(runs, root, rangeOf), ...errors(runs, root, rangeOf)];
}

function brokenSchemas(runs: readonly SchemaRun[], root: Span, rangeOf: RangeOf): Finding | undefined {
  const ofSchemas = new Map<string, { readonly fault: SchemaFault; readonly related: Related }>();
  for (const { path, faults } of runs) {
    for (const fault of faults) {
      const message = {
        en: `${fileName(path)}: ${fault.message.en}`,
        fr: `${fileName(path)} : ${fault.message.fr}`,
      };
      ofSchemas.set(`${fault.file} ${fault.message.en}`, {
        fault,
        related: { file: fault.file, range: rangeOf(fault), message },
      });
    }
  }
  const related = [...ofSchemas.values()].map((each) => each.related);
  const first = related[0]?.message;
  if (!first) return undefined;
  const more = related.length - 1;
  const at = runs.find(({ faults, at }) => faults.length > 0 && at)?.at ?? root;
  return {
    ...identity,
    at,
    message: {
      en: `The official package is at fault, not this document. ${first.en}${more > 0 ? ` And ${more} more.` : ''}`,
      fr: `Le paquet officiel est en cause, pas ce document. ${first.fr}${more > 0 ? ` Et ${more} de plus.` : ''}`,
    },
    related: related.slice(0, mostPlaces),
  };
}

/** One finding for each missing file, at the first node that an assertion could not be judged on for lack of it. */
function missingFiles(runs: readonly SchemaRun[], root: Span, rangeOf: RangeOf): Finding[] {
  const byFile = new Map<string, { at: Span; schemas: Set<string>; count: number; related: Related[] }>();
  const add = (file: string, schema: string, at: Span, related: Related | undefined) => {
    const known = byFile.get(file) ?? { at, schemas: new Set(), count: 0, related: [] };
    byFile.set(file, known);
    known.schemas.add(fileName(schema));
    known.count++;
    if (
      related &&
      known.related.length < mostPlaces &&
      !known.related.some(({ message }) => message.en === related.message.en)
    )
      known.related.push(related);
  };
  for (const { path, failures, errors } of runs) {
    for (const failure of failures) {
      for (const file of failure.missing) {
        add(file, path, placeOf(failure, root), relatedTo(path, failure.assertion, rangeOf));
      }
    }
    for (const { missing, node, assertion } of errors) {
      const at = node ? placeOf({ node }, root) : root;
      for (const file of missing) add(file, path, at, assertion && relatedTo(path, assertion, rangeOf));
    }
  }
  return [...byFile].map(([file, { at, schemas, count, related }]) => ({
    ...identity,
    at,
    message: {
      en: `The official package is at fault, not this document: ${fileName(file)}, which ${[...schemas].join(', ')} names, is not in the package. ${count === 1 ? 'One check that needs it was' : `${count} checks that need it were`} not made.`,
      fr: `Le paquet officiel est en cause, pas ce document : ${fileName(file)}, que nomme ${[...schemas].join(', ')}, n’y est pas. ${count === 1 ? 'Un contrôle qui en dépend n’a pas été fait' : `${count} contrôles qui en dépendent n’ont pas été faits`}.`,
    },
    related,
  }));
}

function errors(runs: readonly SchemaRun[], root: Span, rangeOf: RangeOf): Finding[] {
  return runs.flatMap(({ path, errors: all }) =>
    all
      .filter(({ missing }) => missing.length === 0)
      .map(({ node, assertion, expression, code, message }) => ({
        ...identity,
        at: node ? placeOf({ node }, root) : root,
        message: {
          en: `The official package is at fault, not this document: ${fileName(path)} could not judge “${oneLine(expression.source, 200)}” (${code}: ${message.en})`,
          fr: `Le paquet officiel est en cause, pas ce document : ${fileName(path)} n’a pas pu évaluer « ${oneLine(expression.source, 200)} » (${code} : ${message.fr})`,
        },
        related: [
          assertion
            ? relatedTo(path, assertion, rangeOf)
            : {
                file: expression.file,
                range: rangeOf(expression),
                message: { en: fileName(path), fr: fileName(path) },
              },
        ],
      })),
  );
}
