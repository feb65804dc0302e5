import type { Language } from '../text';

const hl7Time = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\d{2}(?:\.\d+)?)?([+-]\d{2,4})?$/;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** An HL7 timestamp: for people, `04/01/2024 07:35`, and as HTML has it, `2024-01-04T07:35`. */
export interface TimeText {
  readonly shown: string;
  readonly iso: string;
}

/** Undefined for what is no timestamp: it is shown as it is. */
export function timeText(text: string, lang: Language): TimeText | undefined {
  const [whole, year = '', month = '', day = '', hour = '', minute = '00'] = hl7Time.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const date =
    lang === 'en' && months[Number(month) - 1]
      ? [day && String(Number(day)), months[Number(month) - 1], year].filter(Boolean).join(' ')
      : [day, month, year].filter(Boolean).join('/');
  const clock = hour && `${hour}:${minute}`;
  return {
    shown: [date, clock].filter(Boolean).join(' '),
    iso: [[year, month, day].filter(Boolean).join('-'), clock].filter(Boolean).join('T'),
  };
}
