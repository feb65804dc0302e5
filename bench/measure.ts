/** Times of one task, milliseconds. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
  readonly runs: number;
}

/** Runs `task` some times to warm up, then measures it `runs` times. */
export async function measure(task: () => unknown, runs = 40, warmUp = 40): Promise<Timing> {
  for (let i = 0; i < warmUp; i++) await task();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return timing(times);
}

export function timing(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { median: at(0.5), p95: at(0.95), runs: sorted.length };
}

/** One line of the table. `target` is what the project wants to stay under, in the same unit. */
export interface Row {
  readonly what: string;
  readonly subject: string;
  readonly unit: 'ms' | 'MB';
  readonly median: number;
  readonly p95?: number;
  readonly target?: number;
  /** The figure the target is about. */
  readonly judged?: 'median' | 'p95';
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, subject, unit, median, p95, target, judged = 'median' }) => {
    const figure = judged === 'p95' ? (p95 ?? median) : median;
    return [
      what,
      subject,
      `${median.toFixed(1)} ${unit}`,
      p95 === undefined ? '' : `${p95.toFixed(1)} ${unit}`,
      target === undefined ? '' : `${judged} ≤ ${Number(target.toFixed(2))} ${unit}`,
      target === undefined ? '' : figure <= target ? 'met' : 'MISSED',
    ];
  });
  const head = ['what', 'on', 'median', 'p95', 'target', ''];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => (row[column] as string).length)),
  );
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
