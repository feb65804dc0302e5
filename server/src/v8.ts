import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8, for all threads of the process, that what is made for a document dies with it. Where a document is large enough to outlive a
 * collection, V8 concludes that its objects live long, and makes the next ones among the old; dead ones there keep alive whatever they
 * refer to until all of the heap is collected: half of the memory of every document after it.
 */
export function expectShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Tells V8 that this process checks files and ends. Its threads begin with the room that the compiled schemas take anyway, where they
 * would look for garbage again and again while they grow. Node.js 20 optimizes functions so early that a run of some seconds spends a
 * third of them on it; later versions have a quicker compiler in between, and no such flag.
 */
export function tuneForBatch(): void {
  expectShortLives();
  setFlagsFromString(`--initial-heap-size=${initialMegabytes}`);
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');
}

/** Of each thread's heap. */
const initialMegabytes = 512;
