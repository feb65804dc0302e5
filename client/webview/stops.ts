/** A line of the source, and how far down the page it is shown. */
export interface Stop {
  readonly line: number;
  readonly top: number;
}

/**
 * Which line of the source is where on the page: between two stops both grow evenly, so that a way and its way back end where they began.
 * What stands in another order than in the source (a header's participants) is no stop.
 */
export class Stops {
  readonly #stops: readonly Stop[];

  constructor(stops: readonly Stop[]) {
    const sorted = stops.toSorted((a, b) => a.line - b.line || a.top - b.top);
    this.#stops = longestRise(sorted.filter(({ line }, index) => line !== sorted[index - 1]?.line));
  }

  topOf(line: number): number {
    return between(this.#stops, line, 'line', 'top');
  }

  lineAt(top: number): number {
    return between(this.#stops, top, 'top', 'line');
  }
}

function between(stops: readonly Stop[], value: number, from: keyof Stop, to: keyof Stop): number {
  let low = 0;
  let high = stops.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stops[middle] as Stop)[from] <= value) low = middle + 1;
    else high = middle;
  }
  const before = stops[low - 1];
  const after = stops[low];
  if (!before || !after) return (before ?? after)?.[to] ?? 0;
  return before[to] + ((value - before[from]) / (after[from] - before[from])) * (after[to] - before[to]);
}

/** The longest selection of stops, sorted by line, whose tops grow as well. */
function longestRise(stops: readonly Stop[]): Stop[] {
  /** For each length, the index of the lowest stop that ends a rise of it. */
  const ends: number[] = [];
  const previous = new Int32Array(stops.length);
  for (const [index, { top }] of stops.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((stops[ends[middle] as number] as Stop).top < top) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  }
  const rise: Stop[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] as number) rise.push(stops[index] as Stop);
  return rise.reverse();
}
