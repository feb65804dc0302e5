import { type LoadedCircuit, loadCircuit } from '../package/circuitStore';
import { Circuit } from '../terminology/circuit';
import { CircuitError } from '../terminology/load/errors';

export interface CircuitsOptions {
  /** `dist/circuitWorker.js`. */
  readonly workerPath: string;
  readonly cacheDir: string;
}

/** The Circuits de la biologie that documents ask for by path; each file is read once, off this thread. */
export class Circuits {
  private readonly loading = new Map<string, Promise<LoadedCircuit>>();
  private readonly loaded = new Map<string, Circuit>();
  private readonly refused = new Set<string>();
  private last = Circuit.builtIn();

  constructor(
    private readonly options: CircuitsOptions,
    /** A file was read (no error) or refused. */
    private readonly onSettled: (path: string, error?: CircuitError) => void,
  ) {}

  /**
   * The Circuit at `path`, the built-in excerpt for an empty one. While a file is read, and where it is refused, the Circuit that was
   * loaded before stays in use.
   */
  for(path: string): Circuit {
    if (path === '') return Circuit.builtIn();
    const known = this.loaded.get(path);
    if (known) return known;
    if (!this.refused.has(path) && !this.loading.has(path)) {
      this.load(path).then(
        () => this.onSettled(path),
        (error: CircuitError) => this.onSettled(path, error),
      );
    }
    return this.last;
  }

  /** Reads a file again, also one that is loaded; rejects with a CircuitError. */
  async load(path: string): Promise<LoadedCircuit> {
    const running = this.loading.get(path) ?? loadCircuit(path, this.options);
    this.loading.set(path, running);
    try {
      const result = await running;
      this.refused.delete(path);
      this.loaded.set(path, result.circuit);
      this.last = result.circuit;
      return result;
    } catch (error) {
      this.refused.add(path);
      throw error instanceof CircuitError ? error : new CircuitError('unreadable', internal(error));
    } finally {
      this.loading.delete(path);
    }
  }
}

function internal(error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  return { en: `The file could not be read: ${reason}.`, fr: `Le fichier n’a pas pu être lu : ${reason}.` };
}
