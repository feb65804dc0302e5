import type { XmlDocument } from '../xml/tree';
import { error } from './errors';
import { indexOf } from './nodes';
import type { Item, Sequence } from './values';

export interface DynamicOptions {
  /** The document under test. */
  readonly document: XmlDocument;
  /** The document at a URI, relative to `base`; the same one at every call, undefined where there is none. */
  readonly load?: (uri: string, base: string | undefined) => XmlDocument | undefined;
  /** Values that stay the same as long as `load`, `baseUri` and the implicit timezone do, kept between runs. */
  readonly lasting?: WeakMap<object, unknown>;
  /** The URI of the document under test, or of one that `load` gave. */
  readonly uriOf?: (document: XmlDocument) => string | undefined;
  /** Base of relative URIs in expressions. */
  readonly baseUri?: string;
  /** Values of the variables that the static context names, by slot. */
  readonly variables?: Sequence[];
  /** Value of a variable whose slot is empty yet. */
  readonly variable?: (slot: number) => Sequence;
  /** What fn:current-dateTime gives, for the whole run. */
  readonly now?: Date;
  /** The implicit timezone, in minutes east of UTC; this machine's when absent. */
  readonly timezone?: number;
  /** Nodes and items that one evaluation may look at before it is stopped. */
  readonly budget?: number;
  /** Asked now and then; true stops the evaluation. */
  readonly cancelled?: () => boolean;
}

const BUDGET = 200_000_000;
/** Steps between two questions whether the run is cancelled. */
const STRIDE = 100_000;

/** What an expression is evaluated in. One for a whole run: set `item` (and `current`), then evaluate. */
export class DynamicContext {
  item: Item | undefined;
  position = 1;
  size = 1;
  /** What XSLT's current() gives; `item` at the beginning of an evaluation when undefined. */
  current: Item | undefined;
  variables: Sequence[];

  readonly document: XmlDocument;
  readonly options: DynamicOptions;
  readonly now: Date;
  readonly timezone: number;

  /** Of the expression being evaluated: values of its `for`, `some` and `every` variables, by slot. */
  locals: Item[] = [];
  /** Items of the sequence being collected. */
  out: Item[] = [];
  /** The other operand of the comparison whose paths are being walked. */
  operand: unknown;
  /** Nodes counted so far. */
  counted = 0;
  /** Nodes counted on the way to the one at a place, and that one. */
  place = 0;
  found: Item | undefined;
  /** Steps left until the next checkpoint. */
  steps = STRIDE;
  /** Values that stay the same for this run, by the piece of expression they are of. */
  readonly memo = new Map<object, unknown>();
  readonly lasting: WeakMap<object, unknown>;
  /** How many documents were asked for that are not there. */
  unloaded = 0;
  private spent = 0;

  constructor(options: DynamicOptions) {
    this.options = options;
    this.document = options.document;
    this.variables = options.variables ?? [];
    this.lasting = options.lasting ?? new WeakMap();
    this.now = options.now ?? new Date();
    this.timezone = options.timezone ?? -this.now.getTimezoneOffset();
    // It comes before the documents that it makes load.
    indexOf(options.document);
  }

  variable(slot: number): Sequence {
    const value = this.variables[slot] ?? this.options.variable?.(slot) ?? missing();
    this.variables[slot] = value;
    return value;
  }

  /** Called when `steps` has run out. */
  checkpoint(): void {
    this.steps = STRIDE;
    this.spent += STRIDE;
    if (this.options.cancelled?.())
      throw error('XPDY0001', 'The evaluation was cancelled.', 'L’évaluation a été interrompue.');
    if (this.spent > (this.options.budget ?? BUDGET))
      throw error('XPDY0130', 'The expression takes too long.', 'L’expression prend trop de temps.');
  }

  /** Counts what an evaluation does in one go. */
  spend(count: number): void {
    this.steps -= count;
    if (this.steps < 0) this.checkpoint();
  }

  /** A new evaluation may spend the whole budget. */
  restart(): void {
    this.spent = 0;
  }
}

function missing(): never {
  throw error('XPDY0002', 'The variable has no value.', 'La variable n’a pas de valeur.');
}
