import { readFileSync, statSync } from 'node:fs';
import { fileState } from './linkedFiles';
import { readPackageFile } from './packageFiles';

/** How long files are believed to be as they were: every keystroke asks. */
const believedMilliseconds = 2000;

/** Reads files of a package and knows whether what it read, or looked for in vain, has changed since. */
export class WatchedFiles {
  private readonly stamps = new Map<string, string>();
  private until = 0;

  /** The text of a file; undefined where there is none of exactly that name. */
  text(path: string): string | undefined {
    const text = this.watched(path, readPackageFile);
    // Folders are listed at most once in two seconds: a file that is there and not yet in its folder's list has changed.
    if (text === undefined && fileState(path).kind === 'missing') this.stamps.set(path, '');
    return text;
  }

  bytes(path: string): Uint8Array | undefined {
    return this.watched(path, (file) => {
      try {
        return readFileSync(file);
      } catch {
        return undefined;
      }
    });
  }

  /** The path under which a file exists whose name differs in letter case only. */
  otherCase(path: string): string | undefined {
    const state = fileState(path);
    return state.kind === 'other-case' ? state.actual : undefined;
  }

  /** Whether anything is other than when it was read. Looks at most once in two seconds, unless at once. */
  changed(atOnce = false): boolean {
    const now = performance.now();
    if (now < this.until && !atOnce) return false;
    this.until = now + believedMilliseconds;
    for (const [path, stamp] of this.stamps) if (stampOf(path) !== stamp) return true;
    return false;
  }

  /** A file or folder that others read. */
  watch(path: string): void {
    this.stamps.set(path, stampOf(path));
  }

  private watched<T>(path: string, read: (path: string) => T): T {
    // What was read first may still be in use: a file that is other now has changed.
    if (!this.stamps.has(path)) this.watch(path);
    return read(path);
  }
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path);
    return `${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}
