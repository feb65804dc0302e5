import { CharacterSet } from './regexRisk';
import type { RegexTree } from './regexSyntax';

/**
 * Runs a regular expression in time linear in the text, whatever the expression: all ways are followed at once (Thompson, Pike).
 * Matches are those of backtracking: leftmost, then in the order the expression prefers. No back references.
 */
type Instruction =
  | { readonly kind: 'character'; readonly set: CharacterSet }
  /** The first is preferred. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'start' | 'end' | 'match' };

/** Start and end of the match and of each group in turn, -1 where a group took no part. */
export type Captures = readonly number[];

/** Larger programs are not made: counted repetitions are written out. */
const MOST_INSTRUCTIONS = 20_000;

export class Machine {
  private readonly program: Instruction[] = [];
  private readonly sets = new Map<string, CharacterSet>();
  /** In which step an instruction was last reached. */
  private readonly reached: Uint32Array;
  private step = 0;
  private readonly slots: number;
  /** False where the expression is too large for a program. */
  readonly complete: boolean;

  constructor(
    tree: RegexTree,
    groups: number,
    private readonly flags: string,
  ) {
    this.slots = 2 * (groups + 1);
    this.emit({ kind: 'group', number: 0, part: tree });
    this.program.push({ kind: 'match' });
    this.complete = this.program.length < MOST_INSTRUCTIONS;
    this.reached = new Uint32Array(this.program.length);
  }

  private add(instruction: Instruction): number {
    return this.program.push(instruction) - 1;
  }

  private emit(tree: RegexTree): void {
    if (this.program.length > MOST_INSTRUCTIONS) return;
    switch (tree.kind) {
      case 'character': {
        let set = this.sets.get(tree.source);
        if (!set) {
          set = new CharacterSet(tree.source, this.flags);
          this.sets.set(tree.source, set);
        }
        this.add({ kind: 'character', set });
        return;
      }
      case 'sequence':
        for (const part of tree.parts) this.emit(part);
        return;
      case 'choice':
        return this.choice(tree.parts);
      case 'repeat':
        return this.repeat(tree);
      case 'group':
        this.add({ kind: 'save', slot: 2 * tree.number });
        this.emit(tree.part);
        this.add({ kind: 'save', slot: 2 * tree.number + 1 });
        return;
      case 'reference':
        throw new Error('A machine has no back references.');
      default:
        this.add({ kind: tree.kind });
    }
  }

  private choice(parts: readonly RegexTree[]): void {
    const jumps: { to: number }[] = [];
    for (const [at, part] of parts.entries()) {
      if (at === parts.length - 1) {
        this.emit(part);
        break;
      }
      const split = { kind: 'split' as const, first: this.program.length + 1, second: 0 };
      this.add(split);
      this.emit(part);
      const jump = { kind: 'jump' as const, to: 0 };
      this.add(jump);
      jumps.push(jump);
      split.second = this.program.length;
    }
    for (const jump of jumps) jump.to = this.program.length;
  }

  private repeat({ part, min, max, reluctant }: RegexTree & { kind: 'repeat' }): void {
    for (let count = 0; count < min && this.program.length <= MOST_INSTRUCTIONS; count++) this.emit(part);
    if (max === Number.POSITIVE_INFINITY) {
      const again = this.option(part, reluctant);
      this.add({ kind: 'jump', to: again.at });
      again.close();
      return;
    }
    const options: { close(): void }[] = [];
    for (let count = min; count < max && this.program.length <= MOST_INSTRUCTIONS; count++)
      options.push(this.option(part, reluctant));
    for (const option of options) option.close();
  }

  /** A part that may be left out; `close` says that what comes then begins here. */
  private option(part: RegexTree, reluctant: boolean): { readonly at: number; close(): void } {
    const split = { kind: 'split' as const, first: 0, second: 0 };
    const at = this.add(split);
    const taken = this.program.length;
    this.emit(part);
    return {
      at,
      close: () => {
        const left = this.program.length;
        split.first = reluctant ? left : taken;
        split.second = reluctant ? taken : left;
      },
    };
  }

  /** The first match at or after `from`. `spend` is told what it costs, and may throw. */
  find(text: string, from: number, spend: (count: number) => void): Captures | undefined {
    let threads: Thread[] = [];
    let found: Captures | undefined;
    for (let at = from; ; ) {
      this.step++;
      const here: Thread[] = [];
      for (const thread of threads) this.follow(thread.at, thread.captures, text, at, here);
      if (!found) this.follow(0, undefined, text, at, here);
      if (here.length === 0 && found) return found;
      spend(1 + here.length);
      const code = text.codePointAt(at);
      threads = [];
      for (const { at: place, captures } of here) {
        const instruction = this.program[place] as Instruction;
        if (instruction.kind === 'match') {
          // Those after it are less preferred.
          found = captures;
          break;
        }
        if (instruction.kind === 'character' && code !== undefined && instruction.set.has(code))
          threads.push({ at: place + 1, captures });
      }
      if (code === undefined) return found;
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Adds to `here` every instruction that waits for a character, or is the match, reached without one. */
  private follow(from: number, captures: number[] | undefined, text: string, at: number, here: Thread[]): void {
    const open: Thread[] = [{ at: from, captures: captures ?? new Array<number>(this.slots).fill(-1) }];
    for (let thread = open.pop(); thread; thread = open.pop()) {
      if (this.reached[thread.at] === this.step) continue;
      this.reached[thread.at] = this.step;
      const instruction = this.program[thread.at] as Instruction;
      switch (instruction.kind) {
        case 'jump':
          open.push({ at: instruction.to, captures: thread.captures });
          break;
        case 'split':
          open.push({ at: instruction.second, captures: thread.captures });
          open.push({ at: instruction.first, captures: thread.captures });
          break;
        case 'save': {
          const saved = [...thread.captures];
          saved[instruction.slot] = at;
          open.push({ at: thread.at + 1, captures: saved });
          break;
        }
        case 'start':
          if (at === 0 || (this.multiline && text.charAt(at - 1) === '\n' && at < text.length))
            open.push({ at: thread.at + 1, captures: thread.captures });
          break;
        case 'end':
          if (at === text.length || (this.multiline && text.charAt(at) === '\n'))
            open.push({ at: thread.at + 1, captures: thread.captures });
          break;
        default:
          here.push(thread);
      }
    }
  }

  private get multiline(): boolean {
    return this.flags.includes('m');
  }
}

interface Thread {
  readonly at: number;
  readonly captures: number[];
}
