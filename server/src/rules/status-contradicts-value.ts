import { templates } from '../cda/names';
import type { Result } from '../cda/results';
import { statuses } from '../cda/statuses';
import type { Text } from '../text';
import { battery, pq, result } from './examples';
import type { Rule } from './rule';

const withStatus = (code: string, value = pq('0.95', 'g/L')) =>
  battery(result({ value }).replace('<statusCode code="completed"/>', `<statusCode code="${code}"/>`));

/** What is awaited or could not be made has no value; what is there has one. */
export const statusContradictsValue: Rule = {
  id: 'status-contradicts-value',
  severity: 'warning',
  summary: {
    en: 'Status of a result that its value, or its absence, contradicts',
    fr: 'Statut d’un résultat contredit par la présence ou l’absence de valeur',
  },
  source: 'Functional reference, section C.3',
  good: [
    { xml: withStatus('completed') },
    { xml: withStatus('aborted', '') },
    { xml: withStatus('completed', '<value xsi:type="PQ" nullFlavor="UNK"/>') },
    { xml: withStatus('aborted', '<value xsi:type="PQ" nullFlavor="NAV"/>') },
  ],
  bad: [
    { xml: withStatus('completed', ''), at: 'completed' },
    { xml: withStatus('aborted'), at: 'aborted' },
    { xml: withStatus('active'), at: 'active', count: 2 },
    { xml: withStatus('active', ''), at: 'active' },
    { xml: withStatus('obsolete', ''), at: 'obsolete' },
  ],
  *check({ results, model }) {
    const isReport = model.declared?.root.value.trim() === templates.laboratoryReport;
    const isChecked = isReport && model.declared?.extension?.value.trim() === '2024.01';
    for (const one of results) {
      const { status } = one;
      const code = status?.value.trim() ?? '';
      if (!status) continue;
      if (code === 'completed' && !one.value && !saysMore(one)) {
        yield {
          at: status.valueSpan,
          message: {
            en: `completed, but the result has no value: give it, or the status that says why it is missing (aborted: ${meaning('aborted').en}).`,
            fr: `completed, mais le résultat n’a pas de valeur : la donner, ou le statut qui dit pourquoi elle manque (aborted : ${meaning('aborted').fr}).`,
          },
        };
      }
      if ((code === 'active' || code === 'aborted') && one.value && !one.value.attribute('nullFlavor')) {
        yield {
          at: status.valueSpan,
          message: {
            en: `${code} (${meaning(code).en}), but the result has a value: correct one of them.`,
            fr: `${code} (${meaning(code).fr}), mais le résultat a une valeur : corriger l’un des deux.`,
          },
        };
      }
      if (isChecked && (code === 'active' || code === 'obsolete'))
        yield { at: status.valueSpan, severity: 'info', message: divergence(code) };
    }
  },
};

/** A result told by its components, comments or media has no value of its own. */
function saysMore({ observation }: Result): boolean {
  return observation.child('entryRelationship') !== undefined;
}

function meaning(code: string): Text {
  return statuses.observation?.[code] ?? { en: code, fr: code };
}

/** Reference C.3 and J.3: the sources do not agree, and which one the validators follow is open. */
function divergence(code: string): Text {
  return {
    en: `“${code}” is a status of a result for the ANS webinar of 22/09/2025 (${meaning(code).en}), but the official Schematron of the CR-BIO 2024.01 accepts only completed and aborted.`,
    fr: `« ${code} » est un statut de résultat selon le webinaire ANS du 22/09/2025 (${meaning(code).fr}), mais le schématron officiel du CR-BIO 2024.01 n’admet que completed et aborted.`,
  };
}
