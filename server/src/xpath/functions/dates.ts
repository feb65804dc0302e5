import { Needs } from '../code';
import { adjust } from '../dates';
import { Decimal } from '../decimal';
import type { DynamicContext } from '../dynamic';
import { error } from '../errors';
import { define, type Library, type LibraryFunction } from '../library';
import { Duration, Moment } from '../values';

/** Dates, times and durations (F&O 10 and 16.3 to 16.6). */

const MINUTE = 60_000_000;
const time = { needs: Needs.time };

/** The dateTime of the run, in the implicit timezone. */
function present({ now, timezone }: DynamicContext): Moment {
  const local = new Date(now.getTime() + timezone * 60_000);
  const micros = local.getTime() - Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  return new Moment(
    'dateTime',
    local.getUTCFullYear(),
    local.getUTCMonth() + 1,
    local.getUTCDate(),
    micros * 1000,
    timezone,
  );
}

function dateOf({ year, month, day, offset }: Moment): Moment {
  return new Moment('date', year, month, day, 0, offset);
}

function timeOf({ micros, offset }: Moment): Moment {
  return new Moment('time', 1972, 12, 31, micros, offset);
}

const hours = ({ micros }: Moment): bigint => BigInt(Math.floor(micros / (60 * MINUTE)));
const minutes = ({ micros }: Moment): bigint => BigInt(Math.floor(micros / MINUTE) % 60);
const seconds = ({ micros }: Moment): Decimal => Decimal.of(BigInt(micros % MINUTE), 6);

function zone({ offset }: Moment): Duration | undefined {
  return offset === undefined ? undefined : new Duration('dayTimeDuration', 0, BigInt(offset) * BigInt(MINUTE));
}

type Point = 'dateTime' | 'date' | 'time';

/** An integer part of a date or a time. */
function part(of: Point, get: (moment: Moment) => bigint): LibraryFunction {
  return define([`${of}?`], 'integer?', (_, moment) => moment && get(moment));
}

/** An integer part of a duration, with the duration's sign. */
function component(get: (duration: Duration) => bigint): LibraryFunction {
  return define(['duration?'], 'integer?', (_, duration) => duration && get(duration));
}

const year = ({ year }: Moment): bigint => BigInt(year);
const month = ({ month }: Moment): bigint => BigInt(month);
const day = ({ day }: Moment): bigint => BigInt(day);

/** `adjust-…-to-timezone`; without a second argument, to the implicit timezone. */
function adjusted(of: Point): LibraryFunction {
  return define(
    [`${of}?`, 'dayTimeDuration?='],
    `${of}?`,
    (context, moment, ...timezone) =>
      moment && adjust(moment, timezone.length > 0 ? zoneMinutes(timezone[0]) : context.timezone),
    time,
  );
}

function zoneMinutes(timezone: Duration | undefined): number | undefined {
  if (timezone === undefined) return undefined;
  const size = Number(timezone.micros) / MINUTE;
  if (Number.isInteger(size) && Math.abs(size) <= 840) return size;
  throw error('FODT0003', 'There is no such timezone.', 'Ce fuseau horaire n’existe pas.');
}

function together(date: Moment, time: Moment): Moment {
  if (date.offset !== undefined && time.offset !== undefined && date.offset !== time.offset)
    throw error(
      'FORG0008',
      'The date and the time have different timezones.',
      'La date et l’heure ont des fuseaux différents.',
    );
  return new Moment('dateTime', date.year, date.month, date.day, time.micros, date.offset ?? time.offset);
}

export const dates: Library = {
  'current-dateTime': define([], 'dateTime', present, time),
  'current-date': define([], 'date', (context) => dateOf(present(context)), time),
  'current-time': define([], 'time', (context) => timeOf(present(context)), time),
  'implicit-timezone': define(
    [],
    'dayTimeDuration',
    ({ timezone }) => new Duration('dayTimeDuration', 0, BigInt(timezone * MINUTE)),
    time,
  ),
  dateTime: define(['date?', 'time?'], 'dateTime?', (_, date, time) => date && time && together(date, time)),
  'year-from-dateTime': part('dateTime', year),
  'month-from-dateTime': part('dateTime', month),
  'day-from-dateTime': part('dateTime', day),
  'hours-from-dateTime': part('dateTime', hours),
  'minutes-from-dateTime': part('dateTime', minutes),
  'seconds-from-dateTime': define(['dateTime?'], 'decimal?', (_, moment) => moment && seconds(moment)),
  'timezone-from-dateTime': define(['dateTime?'], 'dayTimeDuration?', (_, moment) => moment && zone(moment)),
  'year-from-date': part('date', year),
  'month-from-date': part('date', month),
  'day-from-date': part('date', day),
  'timezone-from-date': define(['date?'], 'dayTimeDuration?', (_, moment) => moment && zone(moment)),
  'hours-from-time': part('time', hours),
  'minutes-from-time': part('time', minutes),
  'seconds-from-time': define(['time?'], 'decimal?', (_, moment) => moment && seconds(moment)),
  'timezone-from-time': define(['time?'], 'dayTimeDuration?', (_, moment) => moment && zone(moment)),
  'years-from-duration': component(({ months }) => BigInt(Math.trunc(months / 12))),
  'months-from-duration': component(({ months }) => BigInt(months % 12)),
  'days-from-duration': component(({ micros }) => micros / BigInt(1440 * MINUTE)),
  'hours-from-duration': component(({ micros }) => (micros / BigInt(60 * MINUTE)) % 24n),
  'minutes-from-duration': component(({ micros }) => (micros / BigInt(MINUTE)) % 60n),
  'seconds-from-duration': define(
    ['duration?'],
    'decimal?',
    (_, duration) => duration && Decimal.of(duration.micros % BigInt(MINUTE), 6),
  ),
  'adjust-dateTime-to-timezone': adjusted('dateTime'),
  'adjust-date-to-timezone': adjusted('date'),
  'adjust-time-to-timezone': adjusted('time'),
};
