import type { XmlElement } from '../xml/tree';
import { HL7, XSI } from './names';

/**
 * Local name of the data type in `xsi:type`, read as a QName (`c:PQ` is `PQ`). A prefix bound to another namespace than HL7 v3
 * gives undefined; an undeclared one is the parser's business and is overlooked here.
 */
export function typeOf(element: XmlElement): string | undefined {
  const value = element.attributeNS(XSI, 'type')?.value.trim();
  if (!value) return undefined;
  const colon = value.indexOf(':');
  if (colon < 0) return value;
  const namespace = element.scope.resolve(value.slice(0, colon));
  return namespace === undefined || namespace === HL7 ? value.slice(colon + 1) : undefined;
}
