import type { RegexTree } from './regexSyntax';

/** How long JavaScript's backtracking may take on a text, told from the expression. */
export interface Risk {
  /** At every place at most one way to go on: no way is tried twice. */
  readonly deterministic: boolean;
  /** Repetitions without a bound that is small. */
  readonly loops: number;
  /** A repetition without a bound, of what can be matched in more than one way. */
  readonly nested: boolean;
  /** Choices outside of loops that may have to be tried in all combinations. */
  readonly choices: number;
  /** A match can only begin where the text does. */
  readonly anchored: boolean;
  readonly references: boolean;
}

/** Repeated more often counts as a loop. */
const FEW = 20;

/** More places than this are not compared with each other. */
const MOST_PLACES = 300;

type Place = RegexTree & { readonly kind: 'character' };

/** Characters that can come first in and last in a part, and whether it can be empty (Glushkov's construction). */
interface Ends {
  readonly first: readonly Place[];
  readonly last: readonly Place[];
  readonly empty: boolean;
}

export function riskOf(tree: RegexTree, flags: string): Risk {
  const analysis = new Analysis(flags);
  const ends = analysis.ends(tree, 1);
  const { loops, nested, choices, references } = analysis;
  return {
    deterministic: analysis.isDeterministic(ends.first),
    loops,
    nested,
    choices,
    references,
    anchored: !flags.includes('m') && beginsAtStart(tree),
  };
}

function beginsAtStart(tree: RegexTree): boolean {
  switch (tree.kind) {
    case 'start':
      return true;
    case 'group':
      return beginsAtStart(tree.part);
    case 'choice':
      return tree.parts.every(beginsAtStart);
    case 'sequence':
      return tree.parts[0] !== undefined && beginsAtStart(tree.parts[0]);
    default:
      return false;
  }
}

class Analysis {
  loops = 0;
  nested = false;
  choices = 0;
  references = false;
  private readonly follow = new Map<Place, Place[]>();
  private inLoop = false;

  constructor(private readonly flags: string) {}

  /** `times` is how often the part is repeated by what is around it. */
  ends(tree: RegexTree, times: number): Ends {
    switch (tree.kind) {
      case 'character': {
        // The same node may be met again inside of a repetition: a place is one of the expression.
        const place: Place = { ...tree };
        this.follow.set(place, []);
        return { first: [place], last: [place], empty: false };
      }
      case 'group':
        return this.ends(tree.part, times);
      case 'choice': {
        this.choices += times * (tree.parts.length - 1);
        this.nested ||= this.inLoop;
        const all = tree.parts.map((part) => this.ends(part, times));
        return {
          first: all.flatMap(({ first }) => first),
          last: all.flatMap(({ last }) => last),
          empty: all.some(({ empty }) => empty),
        };
      }
      case 'sequence':
        return tree.parts
          .map((part) => this.ends(part, times))
          .reduce((before, after) => this.joined(before, after), { first: [], last: [], empty: true });
      case 'repeat':
        return this.repeated(tree, times);
      case 'reference':
        this.references = true;
        return { first: [], last: [], empty: true };
      default:
        return { first: [], last: [], empty: true };
    }
  }

  private joined(before: Ends, after: Ends): Ends {
    this.link(before.last, after.first);
    return {
      first: before.empty ? [...before.first, ...after.first] : before.first,
      last: after.empty ? [...before.last, ...after.last] : after.last,
      empty: before.empty && after.empty,
    };
  }

  private repeated({ part, min, max }: RegexTree & { kind: 'repeat' }, times: number): Ends {
    const loop = max > FEW;
    const outside = this.inLoop;
    if (outside && max > min) this.nested = true;
    if (loop) {
      this.loops++;
      this.inLoop = true;
    } else this.choices += times * (max - min);
    const ends = this.ends(part, loop ? times : times * Math.max(1, max));
    this.inLoop = outside;
    if (max > 1) this.link(ends.last, ends.first);
    return { ...ends, empty: ends.empty || min === 0 };
  }

  private link(from: readonly Place[], to: readonly Place[]): void {
    for (const place of from) this.follow.get(place)?.push(...to);
  }

  /** Whether no two characters that can come next at one place have one in common. */
  isDeterministic(first: readonly Place[]): boolean {
    if (this.references || this.follow.size > MOST_PLACES) return false;
    const sets = new Map<string, CharacterSet>();
    const setOf = ({ source }: Place) => {
      let set = sets.get(source);
      if (!set) {
        set = new CharacterSet(source, this.flags);
        sets.set(source, set);
      }
      return set;
    };
    for (const next of [first, ...this.follow.values()]) {
      const places = [...new Set(next)];
      // The same place reached in two ways is ambiguous too.
      if (places.length < next.length) return false;
      for (let a = 0; a < places.length; a++)
        for (let b = a + 1; b < places.length; b++)
          if (setOf(places[a] as Place).meets(setOf(places[b] as Place))) return false;
    }
    return true;
  }
}

/** The characters that a `character` of a tree stands for. */
export class CharacterSet {
  private readonly ascii = new Uint8Array(128);
  private readonly expression: RegExp;
  /** May have characters beyond ASCII. */
  private readonly wide: boolean;

  constructor(source: string, flags: string) {
    this.expression = new RegExp(`^(?:${source})$`, flags.includes('i') ? 'ui' : 'u');
    for (let code = 0; code < 128; code++) this.ascii[code] = Number(this.expression.test(String.fromCharCode(code)));
    // Without regard to case two letters of ASCII have forms beyond it: ſ and K.
    this.wide =
      /\[\^|\\[pPu]|\(\?!|[^\0-\x7f]/.test(source) || this.expression.test('\u017f') || this.expression.test('\u212a');
  }

  has(code: number): boolean {
    if (code < 128) return this.ascii[code] === 1;
    return this.wide && this.expression.test(String.fromCodePoint(code));
  }

  meets(other: CharacterSet): boolean {
    return (this.wide && other.wide) || this.ascii.some((has, code) => has === 1 && other.ascii[code] === 1);
  }
}
