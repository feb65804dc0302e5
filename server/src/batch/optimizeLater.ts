import { setFlagsFromString } from 'node:v8';

/**
 * For a process that checks files and ends: Node.js 20 optimizes functions so early that a run of some seconds spends a third of them
 * on it. Later versions have a quicker compiler in between, and no such flag.
 */
export function optimizeLater(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');
}
