import type { TemplateUse } from '../cda/templateIds';
import type { TemplateInfo } from '../cda/templates';
import { addAttribute, setValue } from './fixes';
import type { Fix, Problem } from './rule';

/** Known versions of a model, the newest first; the `201310` of an old synthesis is no `YYYY.NN` and comes last. */
export function versionsOf({ extensions = [] }: TemplateInfo): string[] {
  const isDotted = (text: string) => (text.includes('.') ? 1 : 0);
  return [...extensions].sort((a, b) => isDotted(b) - isDotted(a) || (a < b ? 1 : -1));
}

/** A document model without version, or of a version that nobody knows. */
export function* versionProblem({ root, extension, node }: TemplateUse, template: TemplateInfo): Generator<Problem> {
  const versions = versionsOf(template);
  const [newest] = versions;
  const written = extension?.value;
  if (newest === undefined || (written && versions.includes(written))) return;
  const offer = (choices: readonly string[]): Fix[] =>
    choices.slice(0, 3).map((choice) => ({
      title: { en: `Declare version ${choice}`, fr: `Déclarer la version ${choice}` },
      edits: [extension ? setValue(extension, choice) : addAttribute(node, 'extension', choice)],
    }));
  const name = template.volet ?? template.name;
  if (!written) {
    yield {
      at: root.valueSpan,
      severity: 'warning',
      message: {
        en: `${name} without version: readers and validators cannot tell which rules apply. Add extension="${newest}" or the version the document follows.`,
        fr: `${name} sans version : lecteurs et validateurs ne peuvent savoir quelles règles s’appliquent. Ajouter extension="${newest}" ou la version suivie par le document.`,
      },
      fixes: offer(versions),
    };
    return;
  }
  const at = (extension ?? root).valueSpan;
  const list = [...versions].reverse().join(', ');
  if (/^\d{4}\.\d{2}$/.test(written) && written > newest) {
    yield {
      at,
      severity: 'warning',
      message: {
        en: `Version ${written} of ${name} is newer than those known here (${list}): check that it is published.`,
        fr: `La version ${written} de ${name} est postérieure à celles connues ici (${list}) : vérifier qu’elle est publiée.`,
      },
    };
    return;
  }
  const year = /\d{4}/.exec(written)?.[0] ?? '-';
  const sameYear = versions.filter((choice) => choice.startsWith(year));
  yield {
    at,
    message: {
      en: `Unknown version ${written} of ${name}; known: ${list}.`,
      fr: `Version ${written} de ${name} inconnue ; versions connues : ${list}.`,
    },
    fixes: offer([...sameYear, ...versions.filter((choice) => !sameYear.includes(choice))]),
  };
}
