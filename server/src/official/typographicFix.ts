import { escapeAttribute, setValue } from '../rules/fixes';
import type { Fix } from '../rules/rule';
import type { Failure } from '../schematron/failure';
import { oneLine } from '../text';
import type { Span } from '../xml/tree';

/**
 * Puts the value that an assertion demands in place of one that reads the same: another apostrophe, another kind of space, another
 * case. Whoever compares both by eye does not find what is wrong. `at`: where the value stands.
 */
export function typographicFix({ place, demanded }: Failure, at: Span): Fix | undefined {
  if (!place || demanded === undefined) return undefined;
  const written = place.kind === 'attribute' ? place.value : place.textContent;
  if (written === demanded || folded(written) !== folded(demanded)) return undefined;
  const apostrophe = /[’‘ʼ´`]/.exec(written)?.[0];
  const [en, fr] =
    apostrophe !== undefined && written.replaceAll(apostrophe, "'") === demanded
      ? [`Write ' for ${apostrophe}`, `Écrire ' au lieu de ${apostrophe}`]
      : ['Write as demanded', 'Écrire comme exigé'];
  const shown = oneLine(demanded, 200);
  return {
    title: { en: `${en}: “${shown}”`, fr: `${fr} : « ${shown} »` },
    edits: [place.kind === 'attribute' ? setValue(place, demanded) : { span: at, newText: escapeAttribute(demanded) }],
  };
}

function folded(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[’‘ʼ´`]/g, "'")
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
    .toLowerCase();
}
