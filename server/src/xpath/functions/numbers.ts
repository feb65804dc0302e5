import { Decimal, type Rounding, round as roundDecimal } from '../decimal';
import { define, type Library } from '../library';
import { Float, type Numeric } from '../values';

/** Numbers (F&O 6.4). */

/** Rounds to an integer of the value's own type. */
function rounded(value: Numeric, mode: Rounding, places = 0): Numeric {
  if (typeof value === 'bigint') {
    if (places >= 0) return value;
    return roundDecimal(Decimal.of(value, 0), mode, places).digits;
  }
  if (typeof value === 'number') return roundedDouble(value, mode, places);
  if (value instanceof Float) return new Float(roundedDouble(value.value, mode, places));
  return roundDecimal(value, mode, places);
}

function roundedDouble(value: number, mode: Rounding, places: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  if (places === 0 && mode !== 'half-even') {
    const whole = mode === 'floor' ? Math.floor(value) : mode === 'ceiling' ? Math.ceil(value) : Math.round(value);
    return whole === 0 && value < 0 ? -0 : whole;
  }
  const exact = roundDecimal(Decimal.shortest(value), mode, places).toNumber();
  return exact === 0 && value < 0 ? -0 : exact;
}

export const numbers: Library = {
  abs: define(['numeric?'], 'numeric?', (_, value) => (value === undefined ? undefined : absolute(value))),
  floor: define(['numeric?'], 'numeric?', (_, value) => (value === undefined ? undefined : rounded(value, 'floor'))),
  ceiling: define(['numeric?'], 'numeric?', (_, value) =>
    value === undefined ? undefined : rounded(value, 'ceiling'),
  ),
  round: define(['numeric?'], 'numeric?', (_, value) => (value === undefined ? undefined : rounded(value, 'half-up'))),
  'round-half-to-even': define(['numeric?', 'integer='], 'numeric?', (_, value, places = 0n) => {
    if (value === undefined) return undefined;
    // Beyond these no digit of any number we hold is left, or touched.
    return rounded(value, 'half-even', Math.max(-5000, Math.min(5000, Number(places))));
  }),
};

function absolute(value: Numeric): Numeric {
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  if (value instanceof Float) return new Float(Math.abs(value.value));
  return value.digits < 0n ? Decimal.of(-value.digits, value.scale) : value;
}
