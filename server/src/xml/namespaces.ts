import type { XmlElement } from './tree';

/** The namespaces that hold inside an element, by prefix (`''`: the default one), those its start tag declares included. */
export function namespacesInScope(element: XmlElement | undefined): Map<string, string> {
  const namespaces = new Map<string, string>();
  for (let each = element; each; each = each.parent) {
    for (const { name, prefix, local, value } of each.attributes) {
      const declared = name === 'xmlns' ? '' : prefix === 'xmlns' ? local : undefined;
      if (declared !== undefined && !namespaces.has(declared)) namespaces.set(declared, value);
    }
  }
  if (namespaces.get('') === '') namespaces.delete('');
  return namespaces;
}
