import { error } from './errors';
import { Duration, type DurationType, Moment, type MomentType } from './values';

/** Dates, times and durations: their lexical forms (XML Schema 1.1 part 2, whose year 0 is the one before 1), their order and their arithmetic (F&O 10). */

const DAY = 86_400_000_000;
const MINUTE = 60_000_000;
const SECOND = 1_000_000;

const ZONE = '(Z|[+-]\\d\\d:\\d\\d)?';
const YEAR = '(-?(?:[1-9]\\d{4,8}|\\d{4}))';
const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d(?:\\.\\d+)?)';

const FORMS: Readonly<Record<MomentType, RegExp>> = {
  dateTime: new RegExp(`^${YEAR}-(\\d\\d)-(\\d\\d)T${CLOCK}${ZONE}$`),
  date: new RegExp(`^${YEAR}-(\\d\\d)-(\\d\\d)()()()${ZONE}$`),
  time: new RegExp(`^()()()${CLOCK}${ZONE}$`),
  gYearMonth: new RegExp(`^${YEAR}-(\\d\\d)()()()()${ZONE}$`),
  gYear: new RegExp(`^${YEAR}()()()()()${ZONE}$`),
  gMonthDay: new RegExp(`^()--(\\d\\d)-(\\d\\d)()()()${ZONE}$`),
  gDay: new RegExp(`^()()---(\\d\\d)()()()${ZONE}$`),
  gMonth: new RegExp(`^()--(\\d\\d)()()()()${ZONE}$`),
};

/** Reads a value of this type; undefined where the text is none. */
export function readMoment(type: MomentType, text: string): Moment | undefined {
  const match = FORMS[type].exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  const offset = zone === undefined ? undefined : zone === 'Z' ? 0 : zoneMinutes(zone);
  if (offset !== undefined && Math.abs(offset) > 840) return undefined;
  const y = year ? Number(year) : 1972;
  const m = month ? Number(month) : 12;
  const d = day ? Number(day) : month || year ? 1 : 31;
  const clock = hour ? clockMicros(Number(hour), Number(minute), second as string) : 0;
  if (clock === undefined || m < 1 || m > 12 || d < 1 || d > (day && !month ? 31 : daysIn(y, m))) return undefined;
  if (clock < DAY) return new Moment(type, y, m, d, clock, offset);
  return type === 'time' ? new Moment(type, y, m, d, 0, offset) : addDays(new Moment(type, y, m, d, 0, offset), 1);
}

function zoneMinutes(zone: string): number | undefined {
  const minutes = Number(zone.slice(4));
  if (minutes > 59) return Number.POSITIVE_INFINITY;
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + minutes);
}

/** Undefined for no time of day; a whole day for 24:00:00. */
function clockMicros(hour: number, minute: number, second: string): number | undefined {
  const seconds = Number(second.slice(0, 2));
  const fraction = Number(second.slice(3, 9).padEnd(6, '0'));
  if (minute > 59 || seconds > 59 || hour > 24 || (hour === 24 && (minute > 0 || seconds > 0 || fraction > 0)))
    return undefined;
  return ((hour * 60 + minute) * 60 + seconds) * SECOND + fraction;
}

/** Months of 31, 30, 28 or 29 days. */
export function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days since 1970-01-01. */
function dayNumber(year: number, month: number, day: number): number {
  const y = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function fromDayNumber(number: number): [year: number, month: number, day: number] {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, day];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The canonical text, in its own timezone. */
export function momentText(moment: Moment): string {
  const { type, year, month, day } = moment;
  const y = (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0');
  return {
    dateTime: () => `${y}-${two(month)}-${two(day)}T${clockText(moment)}`,
    date: () => `${y}-${two(month)}-${two(day)}`,
    time: () => clockText(moment),
    gYearMonth: () => `${y}-${two(month)}`,
    gYear: () => y,
    gMonthDay: () => `--${two(month)}-${two(day)}`,
    gDay: () => `---${two(day)}`,
    gMonth: () => `--${two(month)}`,
  }
    [type]()
    .concat(zoneText(moment.offset));
}

function clockText({ micros }: Moment): string {
  const minutes = Math.floor(micros / MINUTE);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${secondsText(BigInt(micros % MINUTE), 2)}`;
}

/** Seconds with their fraction, the whole ones at least `width` digits wide. */
export function secondsText(micros: bigint, width: number): string {
  const whole = String(micros / 1_000_000n).padStart(width, '0');
  const fraction = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}

export function zoneText(offset: number | undefined): string {
  if (offset === undefined) return '';
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Days since 1970 and microseconds of the day, both in UTC; `implicit` (minutes) is the timezone of values without one. */
function instant({ year, month, day, micros, offset }: Moment, implicit: number): [days: number, micros: number] {
  const local = micros - (offset ?? implicit) * MINUTE;
  const carried = Math.floor(local / DAY);
  return [dayNumber(year, month, day) + carried, local - carried * DAY];
}

/** Order of two values of one type. */
export function compareMoments(a: Moment, b: Moment, implicit: number): number {
  const [daysA, microsA] = instant(a, implicit);
  const [daysB, microsB] = instant(b, implicit);
  return daysA - daysB || microsA - microsB;
}

/** `a` - `b`. */
export function difference(a: Moment, b: Moment, implicit: number): Duration {
  const [daysA, microsA] = instant(a, implicit);
  const [daysB, microsB] = instant(b, implicit);
  return new Duration('dayTimeDuration', 0, BigInt(daysA - daysB) * BigInt(DAY) + BigInt(microsA - microsB));
}

/** Farthest year; beyond it arithmetic overflows. */
const LAST_YEAR = 999_999_999;

function checked(year: number): void {
  if (!(Math.abs(year) <= LAST_YEAR)) throw error('FODT0001', 'The date is out of range.', 'La date sort des bornes.');
}

function addDays(moment: Moment, days: number): Moment {
  const [year, month, day] = fromDayNumber(dayNumber(moment.year, moment.month, moment.day) + days);
  checked(year);
  return new Moment(moment.type, year, month, day, moment.micros, moment.offset);
}

/** `moment` plus a duration; of a time only the time of day, of a date only the day is kept. */
export function addDuration(moment: Moment, { months, micros }: Duration): Moment {
  let { year, month, day } = moment;
  if (months !== 0) {
    const count = year * 12 + month - 1 + months;
    year = Math.floor(count / 12);
    month = count - year * 12 + 1;
    checked(year);
    day = Math.min(day, daysIn(year, month));
  }
  const total = BigInt(moment.micros) + micros;
  const size = BigInt(DAY);
  const rest = ((total % size) + size) % size;
  const days = (total - rest) / size;
  const { type, offset } = moment;
  if (type === 'time') return new Moment(type, year, month, day, Number(rest), offset);
  const moved = new Moment(type, year, month, day, type === 'date' ? 0 : Number(rest), offset);
  return days === 0n ? moved : addDays(moved, Number(days));
}

/** The same instant in another timezone, or without one (F&O 10.7); `offset` in minutes. */
export function adjust(moment: Moment, offset: number | undefined): Moment {
  const { type, year, month, day, micros } = moment;
  if (offset === undefined || moment.offset === undefined) return new Moment(type, year, month, day, micros, offset);
  const shift = new Duration('dayTimeDuration', 0, BigInt(offset - moment.offset) * BigInt(MINUTE));
  const moved = addDuration(
    new Moment(type === 'date' ? 'dateTime' : type, year, month, day, type === 'date' ? 0 : micros, offset),
    shift,
  );
  return new Moment(type, moved.year, moved.month, moved.day, type === 'date' ? 0 : moved.micros, offset);
}

const DURATION = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(\.\d*)?S)?)?$/;

/** Reads a duration; undefined where the text is none, or has parts its type does not. */
export function readDuration(type: DurationType, text: string): Duration | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const [, sign, years, months, days, time, hours, minutes, seconds, fraction] = match;
  const dated = years !== undefined || months !== undefined;
  const timed = days !== undefined || time !== undefined;
  if (time === 'T' || (!dated && !timed) || fraction === '.') return undefined;
  if ((type === 'dayTimeDuration' && dated) || (type === 'yearMonthDuration' && timed)) return undefined;
  const month = Number(years ?? 0) * 12 + Number(months ?? 0);
  const minute = (BigInt(days ?? 0) * 24n + BigInt(hours ?? 0)) * 60n + BigInt(minutes ?? 0);
  const micros =
    (minute * 60n + BigInt(seconds ?? 0)) * 1_000_000n + BigInt((fraction ?? '').slice(1, 7).padEnd(6, '0'));
  if (!Number.isSafeInteger(month) || micros > 10n ** 24n)
    throw error('FODT0002', 'The duration is too long.', 'La durée est trop longue.');
  return sign ? new Duration(type, -month || 0, -micros) : new Duration(type, month, micros);
}

export function durationText({ type, months, micros }: Duration): string {
  const sign = months < 0 || micros < 0n ? '-' : '';
  const month = Math.abs(months);
  const size = micros < 0n ? -micros : micros;
  const years = Math.floor(month / 12);
  const minutes = size / BigInt(MINUTE);
  const hours = minutes / 60n;
  const days = hours / 24n;
  const dated = (years ? `${years}Y` : '') + (month % 12 ? `${month % 12}M` : '');
  const seconds = size % BigInt(MINUTE);
  const time =
    (hours % 24n ? `${hours % 24n}H` : '') +
    (minutes % 60n ? `${minutes % 60n}M` : '') +
    (seconds ? `${secondsText(seconds, 1)}S` : '');
  const timed = (days ? `${days}D` : '') + (time ? `T${time}` : '');
  const zero = type === 'yearMonthDuration' ? '0M' : 'T0S';
  return `${sign}P${dated + timed || zero}`;
}
