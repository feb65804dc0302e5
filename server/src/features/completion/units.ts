import { quantitiesOf } from '../../cda/quantities';
import { resultOf } from '../../cda/results';
import { isPharmacy } from '../../rules/units';
import type { CircuitRow } from '../../terminology/circuit';
import type { Text } from '../../text';
import type { XmlElement } from '../../xml/tree';
import { circuitSource } from '../hover/circuitText';
import { code, paragraphs, plain } from '../markdown';
import { rowOf } from './analyses';
import { type Proposal, toCompletions } from './item';
import { laboratoryUnits } from './laboratoryUnits';
import type { Complete, Request } from './request';

/**
 * UCUM units: the Circuit's for the analysis, that of the value for its range, what may be meant by the typed one, multiples of the
 * Circuit's unit, the twin's, then those in use in laboratories. Nothing on pharmacy quantities (reference C.4).
 */
export const completeUnit: Complete = (request) => {
  const { attribute, element, hole } = request;
  if (attribute.name !== 'unit') return undefined;
  const [quantity] = quantitiesOf([element]);
  if (!quantity || isPharmacy(quantity)) return undefined;
  const observation = observationAround(element);
  const row = observation && rowOf(request, observation);
  const units = new Map<string, Proposal>();
  for (const proposal of [
    ...expected(request, row),
    ...ofValue(request, observation),
    ...meant(request),
    ...multiples(request, row),
    ...ofTwin(request, row),
    ...laboratoryUnits.map(([unit]) => propose(unit)),
  ]) {
    if (!units.has(proposal.value)) units.set(proposal.value, proposal);
  }
  return toCompletions(
    hole,
    [...units.values()],
    hole.typed !== '' && request.context.ucum.fault(hole.typed) !== undefined,
  );
};

const printed = new Map(laboratoryUnits.map(([unit, print]) => [unit, print]));

function propose(unit: string, detail?: string, documentation?: string): Proposal {
  const print = printed.get(unit);
  const beside = detail ?? print;
  return {
    label: unit,
    kind: 'unit',
    value: unit,
    filter: print === undefined ? unit : `${unit} ${print}`,
    ...(beside !== undefined && { detail: beside }),
    ...(documentation !== undefined && { documentation }),
  };
}

function expected(request: Request, row: CircuitRow | undefined): Proposal[] {
  if (row?.unit === undefined) return [];
  const { say } = request;
  const why = {
    en: `The Circuit's unit (column Y) for ${code(row.loinc ?? '')} ${plain(row.label)}.`,
    fr: `Unité du Circuit (colonne Y) pour ${code(row.loinc ?? '')} ${plain(row.label)}.`,
  };
  const documentation = paragraphs(say(why), circuitSource(request));
  return [propose(row.unit, say({ en: 'expected by the Circuit', fr: 'attendue par le Circuit' }), documentation)];
}

/** The unit of the value, for a bound of its reference range. */
function ofValue({ element, say }: Request, observation: XmlElement | undefined): Proposal[] {
  const quantity = observation && resultOf(observation).quantities.find(({ unit }) => unit?.value.trim());
  if (!quantity?.unit || quantity.element === element) return [];
  return [propose(quantity.unit.value.trim(), say({ en: 'unit of the value', fr: 'unité de la valeur' }))];
}

/** UCUM for a unit typed the way reports print it: `mUI/L` is `m[IU]/L`. */
function meant({ hole, context: { ucum }, say }: Request): Proposal[] {
  const fault = hole.typed === '' ? undefined : (ucum.fault(hole.typed) ?? ucum.habit(hole.typed));
  return (fault?.suggestions ?? []).map((unit) => ({
    ...propose(unit, say({ en: `UCUM for ${hole.typed}`, fr: `UCUM de ${hole.typed}` })),
    filter: hole.written,
  }));
}

function multiples({ context: { ucum }, say }: Request, row: CircuitRow | undefined): Proposal[] {
  const unit = row?.unit;
  if (unit === undefined) return [];
  const distance = (other: string) => Math.abs(Math.log10(ucum.factor(unit, other) ?? 0));
  return laboratoryUnits
    .map(([other]) => other)
    .filter((other) => other !== unit && ucum.factor(unit, other) !== undefined)
    .sort((a, b) => distance(a) - distance(b))
    .map((other) => propose(other, `1 ${unit} = ${ucum.factor(unit, other)} ${other}`, say(scaled)));
}

const scaled: Text = {
  en: 'Another multiple of the unit of the Circuit: the same code, but its conversions start from its own unit only.',
  fr: 'Autre multiple de l’unité du Circuit : le code reste le même, mais ses conversions ne partent que de son unité.',
};

function ofTwin({ context: { circuit }, say }: Request, row: CircuitRow | undefined): Proposal[] {
  const twin = row?.twin === undefined ? undefined : circuit.find(row.twin);
  if (!twin?.unit || !twin.loinc) return [];
  const why = {
    en: `The unit of ${code(twin.loinc)} ${plain(twin.label)}: it needs that code.`,
    fr: `Unité de ${code(twin.loinc)} ${plain(twin.label)} : elle demande ce code.`,
  };
  return [propose(twin.unit, say({ en: `with code ${twin.loinc}`, fr: `avec le code ${twin.loinc}` }), say(why))];
}

/** A quantity stands at most four levels below its observation: a bound of the reference range does. */
function observationAround(element: XmlElement): XmlElement | undefined {
  let around = element.parent;
  for (let level = 0; around && level < 5; level++, around = around.parent) {
    if (around.local === 'observation') return around;
  }
  return undefined;
}
