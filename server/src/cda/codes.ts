import type { XmlAttribute, XmlElement } from '../xml/tree';
import { codeSystems } from './names';

/** An element that carries a code: `code`, `translation`, `value` of type CD/CE, `interpretationCode`… */
export interface CodedValue {
  readonly element: XmlElement;
  readonly code: XmlAttribute | undefined;
  readonly codeSystem: XmlAttribute | undefined;
  readonly codeSystemName: XmlAttribute | undefined;
  readonly displayName: XmlAttribute | undefined;
  readonly nullFlavor: XmlAttribute | undefined;
}

export function codedValue(element: XmlElement): CodedValue {
  return {
    element,
    code: element.attribute('code'),
    codeSystem: element.attribute('codeSystem'),
    codeSystemName: element.attribute('codeSystemName'),
    displayName: element.attribute('displayName'),
    nullFlavor: element.attribute('nullFlavor'),
  };
}

export function isLoinc({ codeSystem }: CodedValue): boolean {
  return codeSystem?.value.trim() === codeSystems.loinc;
}
