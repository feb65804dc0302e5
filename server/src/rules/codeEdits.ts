import { codeSystems } from '../cda/names';
import type { CircuitRow } from '../terminology/circuit';
import type { XmlElement } from '../xml/tree';
import { escapeAttribute, insertAfter, remove } from './fixes';
import type { Edit, Fix } from './rule';

const identifying = ['code', 'displayName', 'codeSystem', 'codeSystemName', 'codeSystemVersion'];

/** The attributes that say which code it is, as they are written. */
function written(element: XmlElement, source: string): string {
  return element.attributes
    .filter(({ name }) => identifying.includes(name))
    .map(({ start, end }) => ` ${source.slice(start, end)}`)
    .join('');
}

/** The same start tag with `attributes` instead of those that say which code it is; a nullFlavor beside them has no sense. */
function retag(element: XmlElement, source: string, attributes: string, content = ''): Edit {
  const kept = element.attributes
    .filter(({ name }) => !identifying.includes(name) && name !== 'nullFlavor')
    .map(({ start, end }) => ` ${source.slice(start, end)}`)
    .join('');
  const close = !element.selfClosing ? '>' : content ? `>${content}</${element.name}>` : '/>';
  return { span: { start: element.nameEnd, end: element.openEnd }, newText: attributes + kept + close };
}

/** `code` with other attributes and, in a translation after its originalText, the code it had. */
function withTranslation(code: XmlElement, source: string, attributes: string): Edit[] {
  const name = code.prefix ? `${code.prefix}:translation` : 'translation';
  const translation = `<${name}${written(code, source)}/>`;
  if (code.selfClosing) return [retag(code, source, attributes, translation)];
  const before = code
    .elements()
    .filter(({ local }) => local === 'originalText' || local === 'qualifier')
    .at(-1);
  const insertion = before
    ? insertAfter(before, translation)
    : { span: { start: code.openEnd, end: code.openEnd }, newText: translation };
  return [retag(code, source, attributes), insertion];
}

/** Rules R4 and R5: `code` without attributes, its originalText kept, then the code in a translation. */
export function moveToTranslation(code: XmlElement, source: string): Fix {
  return {
    title: { en: 'Move the code to translation', fr: 'Déplacer le code dans l’élément translation' },
    edits: withTranslation(code, source, ''),
  };
}

/** Puts the code of a translation into `code`; the code that was there, if any, takes its place. */
export function exchange(code: XmlElement, translation: XmlElement, source: string): Edit[] {
  const own = written(code, source);
  const promoted = retag(code, source, written(translation, source));
  return own ? [promoted, retag(translation, source, own)] : [promoted, remove(translation)];
}

/** Puts the Circuit's LOINC code into `code`; a local code stays as translation, a waiting code has done its service. */
export function codeAs(
  { loinc, label }: CircuitRow & { readonly loinc: string },
  code: XmlElement,
  source: string,
  waiting?: XmlElement,
): Edit[] {
  // A row of a faulty Circuit may have no label.
  const displayName = label === '' ? '' : ` displayName="${escapeAttribute(label)}"`;
  const attributes = ` code="${loinc}"${displayName} codeSystem="${codeSystems.loinc}" codeSystemName="LOINC"`;
  if (waiting) return [retag(code, source, attributes), ...(waiting === code ? [] : [remove(waiting)])];
  return written(code, source) ? withTranslation(code, source, attributes) : [retag(code, source, attributes)];
}
