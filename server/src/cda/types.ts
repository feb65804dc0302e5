import type { XmlElement } from '../xml/tree';
import { HL7, XSI } from './names';

/**
 * Local name of the data type in `xsi:type`, read as a QName (`c:PQ` is `PQ`). A prefix bound to another namespace than HL7 v3
 * gives undefined; an undeclared one is the parser's business and is overlooked here.
 */
export function typeOf(element: XmlElement): string | undefined {
  const attribute = element.attributeNS(XSI, 'type');
  const value = attribute?.value.trim();
  if (!attribute || !value) return undefined;
  const namespace = attribute.valueNamespace;
  return namespace === undefined || namespace === HL7 ? value.slice(value.indexOf(':') + 1) : undefined;
}
