import { templateName } from '../cda/templates';
import type { Cause } from '../rules/rule';
import type { Failure } from '../schematron/failure';
import { type Assertion, isAssertion, type Schema } from '../schematron/schema';
import { nearestElement } from '../xpath/nodes';

/** `*[cda:templateId/@root='1.2.3']`, `hl7:observation[*:templateId[@root = "1.2.3"]]` */
const byTemplate = /\btemplateId\s*(?:\/|\[)\s*@root\s*=\s*(["'])([\d.]+)\1/g;

/** Of each assertion the templates that its rule is about, the innermost one of each context. */
const templates = new WeakMap<Schema, Map<Assertion, Set<string>>>();

/**
 * The templateId for which an assertion applies to a node: that of the node, else of the nearest element around it, where the context
 * of the rule names one. The schemas of the ANS are written so, and their messages often do not say of which template they speak.
 */
export function causeOf(schema: Schema, { node, assertion }: Pick<Failure, 'node' | 'assertion'>): Cause | undefined {
  const wanted = templatesOf(schema).get(assertion);
  if (!wanted) return undefined;
  for (let element = nearestElement(node); element; element = element.parent) {
    for (const child of element.children) {
      if (child.kind !== 'element' || child.local !== 'templateId') continue;
      const root = child.attribute('root');
      const oid = root?.value.trim();
      if (root && oid !== undefined && wanted.has(oid)) {
        const [en, fr] = [named(oid, 'en'), named(oid, 'fr')];
        return { at: root.valueSpan, message: { en: `applies because of ${en}`, fr: `s’applique en raison du ${fr}` } };
      }
    }
  }
  return undefined;
}

function named(oid: string, language: 'en' | 'fr'): string {
  const name = templateName(oid, language);
  return `templateId ${oid}${name === undefined ? '' : ` (${name})`}`;
}

function templatesOf(schema: Schema): Map<Assertion, Set<string>> {
  const known = templates.get(schema);
  if (known) return known;
  const made = new Map<Assertion, Set<string>>();
  for (const { rules } of schema.patterns) {
    for (const { context, body } of rules) {
      const oid = [...context.source.matchAll(byTemplate)].at(-1)?.[2];
      if (oid === undefined) continue;
      for (const assertion of body.filter(isAssertion)) {
        made.set(assertion, (made.get(assertion) ?? new Set()).add(oid));
      }
    }
  }
  templates.set(schema, made);
  return made;
}
