import { oneLine, type Text } from '../text';
import type { Span, XmlDocument } from '../xml/tree';

/** Why libxml2 does not read a document that is well formed: no schema is then applied. */
export interface Unread {
  readonly why: Text;
  /** Where the document has what is not read. */
  readonly at?: Span;
}

/** What libxml2 (parser.c, SAX2.c) says of such a document, in the user's words. */
export function unread(said: string, xml: XmlDocument): Unread {
  const [, declaration, namespace = ''] = /^(xmlns(?::[^:\s]+)?): '(.*)' is not a valid URI/s.exec(said) ?? [];
  if (declaration !== undefined) {
    const shown = oneLine(namespace, 100);
    return {
      ...placed(xml, declaration, namespace),
      why: {
        en: `“${shown}”, the namespace that ${declaration} declares, is not a URI`,
        fr: `« ${shown} », l’espace de noms que déclare ${declaration}, n’est pas un URI`,
      },
    };
  }
  const [, id] = /^xml:id : attribute value (.*) is not an NCName/s.exec(said) ?? [];
  if (id !== undefined) {
    const shown = oneLine(id, 100);
    return {
      ...placed(xml, 'xml:id', id),
      why: {
        en: `xml:id: “${shown}” is not an XML name without colon`,
        fr: `xml:id : « ${shown} » n’est pas un nom XML sans deux-points`,
      },
    };
  }
  const [, levels] = /^Excessive depth in document: (\d+)/.exec(said) ?? [];
  if (levels !== undefined) {
    return {
      why: { en: `elements are nested deeper than ${levels} levels`, fr: `plus de ${levels} éléments imbriqués` },
    };
  }
  const [, entity] = /^Entity '(.*)' not defined/s.exec(said) ?? [];
  if (entity !== undefined) {
    const shown = oneLine(entity, 100);
    return {
      why: {
        en: `the entity ${shown} is declared in a DOCTYPE, which is not read`,
        fr: `l’entité ${shown} est déclarée dans un DOCTYPE, qui n’est pas lu`,
      },
    };
  }
  const rest = oneLine(said, 200);
  return { why: { en: `libxml2 cannot read the document: ${rest}`, fr: `libxml2 ne peut lire le document : ${rest}` } };
}

function placed({ elements }: XmlDocument, name: string, value: string): { at: Span } | undefined {
  for (const { attributes } of elements) {
    const found = attributes.find((attribute) => attribute.name === name && attribute.value === value);
    if (found) return { at: found.valueSpan };
  }
  return undefined;
}
