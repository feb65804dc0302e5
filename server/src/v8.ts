import { setFlagsFromString } from 'node:v8';

/** Tells V8, for all threads of the process, that this one serves an editor: documents come one by one, their new versions at once. */
export function tuneForServer(): void {
  expectShortLives();
  optimizeLater(264_000);
  // V8 lets the heap of a thread whose memory is limited grow by so little that each version of a large text is one collection. Now each
  // grows to three times what is alive: more than such threads would take, less than the main thread would.
  setFlagsFromString('--heap-growing-percent=200');
}

/**
 * Tells V8, for all threads of the process, that this one checks files and ends. Its threads begin with the room that the compiled schemas
 * take anyway, where they would look for garbage again and again while they grow.
 */
export function tuneForBatch(): void {
  expectShortLives();
  optimizeLater(400_000);
  setFlagsFromString(`--initial-heap-size=${initialMegabytes}`);
}

/** Of each thread's heap. */
const initialMegabytes = 512;

/**
 * What is made for a document dies with it. Where a document is large enough to outlive a collection, V8 concludes that its objects live
 * long, and makes the next ones among the old; dead ones there keep alive whatever they refer to until all of the heap is collected: half
 * of the memory of every document after it.
 */
function expectShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Node.js 20 optimizes functions so early (`budget` is 132 KB) that half of the processors' time until a first verdict, and a third of a
 * batch of some seconds, is spent on it; later versions have a quicker compiler in between, and no such flag. Twice the budget costs
 * later keystrokes nothing, three times does.
 */
function optimizeLater(budget: number): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${budget}`);
}
