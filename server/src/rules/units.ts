import type { Quantity } from '../cda/quantities';
import { convertTo } from '../terminology/convert';
import { compareDecimals, parseDecimal } from '../terminology/decimal';
import { setValue } from './fixes';
import type { Edit, RuleContext } from './rule';

const pharmacy: ReadonlySet<string> = new Set([
  'substanceAdministration',
  'supply',
  'manufacturedProduct',
  'manufacturedMaterial',
]);

/** A quantity stands at most a few levels below its statement; the limit keeps deeply nested documents linear. */
const deepest = 12;

/** Dispensed or administered quantities count boxes and doses, often with an EDQM code as unit (reference C.4): UCUM is not for them. */
export function isPharmacy({ element }: Quantity): boolean {
  let outer = element.parent;
  for (let level = 0; outer && level < deepest; level++, outer = outer.parent) {
    if (outer.local === 'observation') return false;
    if (pharmacy.has(outer.local)) return true;
  }
  return false;
}

/** A unit to reason with: written, valid UCUM, and not one of the habits that mean something else (`G/L`). */
export function soundUnit(quantity: Quantity | undefined, { ucum }: Pick<RuleContext, 'ucum'>): string | undefined {
  const code = quantity?.unit?.value;
  return code && !ucum.fault(code) && !ucum.habit(code) ? code : undefined;
}

/** Below 0 where `a` < `b`; undefined where they cannot be compared. */
export function compareQuantities(a: Quantity, b: Quantity, context: Pick<RuleContext, 'ucum'>): number | undefined {
  const [x, y] = [parseDecimal(a.value?.value ?? ''), parseDecimal(b.value?.value ?? '')];
  if (!x || !y) return undefined;
  if (a.unit?.value.trim() === b.unit?.value.trim()) return compareDecimals(x, y);
  const [from, to] = [soundUnit(a, context), soundUnit(b, context)];
  const converted = from && to ? context.ucum.convert(Number(a.value?.value), from, to) : undefined;
  const scaled = converted === undefined ? undefined : parseDecimal(String(converted));
  return scaled && compareDecimals(scaled, y);
}

/**
 * Edits that express quantities in `unit`, value and unit of each, as precise as written. Undefined when one of them has no
 * sound unit, is no plain number or is of another kind: then none may change.
 */
export function inUnit(quantities: readonly Quantity[], unit: string, context: RuleContext): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const quantity of quantities) {
    const { value, unit: attribute } = quantity;
    if (!attribute && !value) continue;
    const from = soundUnit(quantity, context);
    if (!attribute || !from) return undefined;
    if (from === unit) continue;
    if (value) {
      const converted = convertTo({ value: value.value, unit: from }, unit, context)?.value;
      if (converted === undefined) return undefined;
      if (converted !== value.value) edits.push(setValue(value, converted));
    }
    edits.push(setValue(attribute, unit));
  }
  return edits;
}
