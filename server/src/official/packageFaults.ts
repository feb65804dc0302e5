import type { Finding, Related } from '../rules/rule';
import type { Span } from '../xml/tree';
import { packageFault, type SchemaRun } from './schemaRun';
import { fileName } from './selection';

/** As many places as anybody would go to. */
const mostPlaces = 20;

/**
 * What the official package is to blame for, said once each: what its schemas name and do not find, files that the
 * assertions that failed looked for in vain, and assertions that give no answer on this document.
 */
export function packageFaults(runs: readonly SchemaRun[], root: Span): Finding[] {
  const broken = brokenSchemas(runs, root);
  return [...(broken ? [broken] : []), ...missingFiles(runs), ...runs.flatMap(({ errors }) => errors)];
}

function brokenSchemas(runs: readonly SchemaRun[], root: Span): Finding | undefined {
  const ofSchemas = new Map(runs.flatMap(({ faults }) => faults.map(({ key, related }) => [key, related] as const)));
  const related = [...ofSchemas.values()];
  const first = related[0]?.message;
  if (!first) return undefined;
  const more = related.length - 1;
  const at = runs.find(({ faults, at }) => faults.length > 0 && at)?.at ?? root;
  return {
    ...packageFault,
    at,
    message: {
      en: `The official package is at fault, not this document. ${first.en}${more > 0 ? ` And ${more} more.` : ''}`,
      fr: `Le paquet officiel est en cause, pas ce document. ${first.fr}${more > 0 ? ` Et ${more} de plus.` : ''}`,
    },
    related: related.slice(0, mostPlaces),
  };
}

/** One finding for each missing file, at the first node that an assertion could not be judged on for lack of it. */
function missingFiles(runs: readonly SchemaRun[]): Finding[] {
  const byFile = new Map<string, { at: Span; schemas: Set<string>; count: number; related: Related[] }>();
  for (const { path, unjudged } of runs) {
    for (const { file, at, related } of unjudged) {
      const known = byFile.get(file) ?? { at, schemas: new Set(), count: 0, related: [] };
      byFile.set(file, known);
      known.schemas.add(fileName(path));
      known.count++;
      if (
        related &&
        known.related.length < mostPlaces &&
        !known.related.some(({ message }) => message.en === related.message.en)
      )
        known.related.push(related);
    }
  }
  return [...byFile].map(([file, { at, schemas, count, related }]) => ({
    ...packageFault,
    at,
    message: {
      en: `The official package is at fault, not this document: ${fileName(file)}, which ${[...schemas].join(', ')} names, is not in the package. ${count === 1 ? 'One check that needs it was' : `${count} checks that need it were`} not made.`,
      fr: `Le paquet officiel est en cause, pas ce document : ${fileName(file)}, que nomme ${[...schemas].join(', ')}, n’y est pas. ${count === 1 ? 'Un contrôle qui en dépend n’a pas été fait' : `${count} contrôles qui en dépendent n’ont pas été faits`}.`,
    },
    related,
  }));
}
