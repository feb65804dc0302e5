import { interpretations } from '../../cda/interpretations';
import { statuses } from '../../cda/statuses';
import type { Text } from '../../text';
import { putAttributes } from './attributes';
import { type Proposal, toCompletions } from './item';
import type { Complete, Request } from './request';

const INTERPRETATION_OID = '2.16.840.1.113883.5.83';

/** Those of a quantitative result first. */
const usual = ['N', 'L', 'H', 'LL', 'HH', 'A', 'AA', '<', '>', 'POS', 'NEG', 'S', 'I', 'R'];

/** Codes of `interpretationCode` (reference C.5): each must name its code system; a label is changed where there is one. */
export const completeInterpretation: Complete = (request) => {
  const { element, attribute, hole, say } = request;
  if (element.local !== 'interpretationCode' || attribute.name !== 'code') return undefined;
  const codes = [...new Set([...usual, ...Object.keys(interpretations)])];
  const proposals = codes.map((code): Proposal => {
    const label = interpretations[code] as Text;
    const named = element.attribute('displayName') !== undefined;
    return {
      label: `${code} – ${say(label)}`,
      kind: 'code',
      documentation: 'JDV_HL7_ObservationInterpretation_CISIS',
      value: code,
      others: putAttributes(element, { ...(named && { displayName: label.fr }), codeSystem: INTERPRETATION_OID }),
      filter: `${code} ${say(label)}`,
    };
  });
  return toCompletions(hole, proposals, false);
};

/** `BIO-CR-BIO_2024.01` asserts these two only (reference C.3, rule 62 of B.3). */
const refused: Text = {
  en: 'The Schematron of the CR-BIO 2024.01 refuses it, although the webinar of 22/09/2025 allows it.',
  fr: 'Refusé par le schématron du CR-BIO 2024.01, bien qu’admis par le webinaire du 22/09/2025.',
};

/** Codes of `statusCode` (reference C.3). */
export const completeStatus: Complete = ({ document, element, attribute, hole, say }: Request) => {
  if (element.local !== 'statusCode' || attribute.name !== 'code') return undefined;
  const owner = element.parent?.local ?? '';
  const codes = Object.hasOwn(statuses, owner) ? statuses[owner] : undefined;
  if (!codes) return undefined;
  const laboratory = document.model.code?.code?.value.trim() === '11502-2' && owner === 'observation';
  const proposals = Object.entries(codes).map(([code, meaning]): Proposal => {
    const isRefused = laboratory && (code === 'active' || code === 'obsolete');
    return {
      label: code,
      kind: 'code',
      detail: say(meaning),
      ...(isRefused && { documentation: say(refused) }),
      value: code,
      filter: code,
    };
  });
  return toCompletions(hole, proposals, false);
};
