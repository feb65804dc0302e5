import type { Circuit } from '../terminology/circuit';
import { type Conversion, convertTo } from '../terminology/convert';
import { parseDecimal } from '../terminology/decimal';
import { LOINC_OID, loincFault } from '../terminology/loinc';
import { ucum } from '../terminology/ucum';
import type { Language, Text } from '../text';
import { CliFault } from './fault';

export interface ConvertOptions {
  /** LOINC code of the analysis: the Circuit's conversion between mass and mole needs it. */
  readonly code?: string;
  readonly circuit: Circuit;
  readonly language: Language;
}

/** `cda convert VALUE FROM TO [--code LOINC]`: the converted value, rounded as the hover does, then how it was reached. */
export function convert(args: readonly string[], { code, circuit, language }: ConvertOptions): 0 {
  const [written = '', from = '', to = '', ...rest] = args;
  if (to === '' || rest.length > 0) {
    throw new CliFault({
      en: 'convert needs VALUE FROM TO, for example 0.95 g/L mmol/L',
      fr: 'convert attend VALEUR DE VERS, par exemple 0,95 g/L mmol/L',
    });
  }
  const say = (text: Text) => text[language];
  // A person types the comma of a French report.
  const value = written.replace(',', '.');
  if (!parseDecimal(value))
    throw new CliFault(say({ en: `${written} is not a number`, fr: `${written} n’est pas un nombre` }));
  for (const unit of [from, to]) refuse(unit, say);
  const fault = code === undefined ? undefined : loincFault(code);
  if (fault) throw new CliFault(inline(say(fault.message)));
  const conversion = convertTo({ value, unit: from, ...(code !== undefined && { code, codeSystem: LOINC_OID }) }, to, {
    circuit,
    ucum,
  });
  if (!conversion) throw new CliFault(say(impossible(from, to, code, circuit)));
  process.stdout.write(answer(conversion, say));
  return 0;
}

/** `5.3 mmol/L`, then the unrounded value, the code it is given under and the source. */
function answer({ value, unit, exact, basis, code, label, source }: Conversion, say: (text: Text) => string): string {
  const lines = [
    `${value} ${unit}`,
    exact.value === value ? '' : `  ${say({ en: 'unrounded:', fr: 'non arrondi :' })} ${exact.value} ${unit}`,
    basis === 'circuit' ? `  ${say({ en: 'under code', fr: 'sous le code' })} ${code} ${label}` : '',
    `  ${say(source)}`,
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

function refuse(unit: string, say: (text: Text) => string): void {
  const fault = ucum.fault(unit);
  if (!fault) return;
  const meant = fault.suggestions.length > 0 ? ` → ${fault.suggestions.join(', ')}` : '';
  throw new CliFault(`${inline(say(fault.message))}${meant}`);
}

function inline(message: string): string {
  return message.replaceAll('`', '');
}

/** The first condition of the reference (E.1, E.2) that does not hold. */
function impossible(from: string, to: string, code: string | undefined, circuit: Circuit): Text {
  if (code === undefined) {
    return {
      en: `${from} and ${to} are not multiples of one unit: between mass and mole, give the analysis with --code LOINC`,
      fr: `${from} et ${to} ne sont pas des multiples d’une même unité : entre masse et mole, indiquer l’analyse par --code LOINC`,
    };
  }
  const row = circuit.find(code);
  const where = {
    en: circuit.info.builtIn ? 'the built-in excerpt of the Circuit' : 'the Circuit',
    fr: circuit.info.builtIn ? 'l’extrait intégré du Circuit' : 'le Circuit',
  };
  if (!row) return { en: `${code} is not in ${where.en}`, fr: `${code} n’est pas dans ${where.fr}` };
  const twin = row.twin === undefined ? undefined : circuit.find(row.twin);
  if (!twin?.unit || row.factor === undefined) {
    return {
      en: `${where.en} gives no correspondence for ${code}`,
      fr: `${where.fr} ne donne pas de correspondance pour ${code}`,
    };
  }
  return {
    en: `${code} is converted from ${row.unit} to ${twin.unit}, and their multiples, not from ${from} to ${to}`,
    fr: `${code} se convertit de ${row.unit} en ${twin.unit}, et leurs multiples, pas de ${from} en ${to}`,
  };
}
