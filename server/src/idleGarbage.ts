import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const pauseMilliseconds = 2000;
let pause: NodeJS.Timeout | undefined;

/** The thread has something to do. */
export function busy(): void {
  clearTimeout(pause);
}

/**
 * The thread has nothing more to do: after a pause what its work left behind is collected. V8 does so by itself where a process is idle,
 * in a worker thread never: compiling the schemas leaves 60 MB, making the first preview as much.
 */
export function idle(): void {
  clearTimeout(pause);
  pause = setTimeout(collect, pauseMilliseconds).unref();
}

let gc: (() => void) | undefined;

function collect(): void {
  try {
    setFlagsFromString('--expose-gc');
    gc ??= runInNewContext('gc') as () => void;
    gc();
  } catch {
    // A process whose flags are frozen keeps its garbage for longer.
  }
}
