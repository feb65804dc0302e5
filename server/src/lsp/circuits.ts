import { loadCircuit, loadLoincList } from '../package/circuitStore';
import { Circuit } from '../terminology/circuit';
import type { CircuitError } from '../terminology/load/errors';
import type { LoadReport } from '../terminology/load/report';
import type { LoincList } from '../terminology/loincList';
import { LoadedFiles } from './loadedFiles';

export interface CircuitsOptions {
  /** `dist/circuitWorker.js`. */
  readonly workerPath: string;
  readonly cacheDir: string;
}

/** The Circuits de la biologie and the lists of LOINC Biologie that documents ask for by path. */
export class Circuits {
  private readonly files: LoadedFiles<Circuit>;
  /** What was read last of each file. */
  private readonly reports = new Map<string, LoadReport>();
  private readonly lists: LoadedFiles<LoincList>;
  private last = Circuit.builtIn();

  constructor(
    options: CircuitsOptions,
    /** A file was read or refused. */
    onSettled: (path: string, outcome: Circuit | LoincList | CircuitError) => void,
  ) {
    this.files = new LoadedFiles(async (path) => {
      const { circuit, report } = await loadCircuit(path, options);
      this.last = circuit;
      this.reports.set(path, report);
      return circuit;
    }, onSettled);
    this.lists = new LoadedFiles((path) => loadLoincList(path, options), onSettled);
  }

  /**
   * The Circuit at `path`, the built-in excerpt for an empty one. While a file is read, and where it is refused, the Circuit that was
   * loaded before stays in use.
   */
  for(path: string): Circuit {
    if (path === '') return Circuit.builtIn();
    return this.files.for(path) ?? this.last;
  }

  /** LOINC Biologie at `path`; undefined for an empty one, while the file is read and where it is refused. */
  listFor(path: string): LoincList | undefined {
    return path === '' ? undefined : this.lists.for(path);
  }

  /** A file is other than it was: whoever uses it gets the new content, or keeps the old where the file is refused now. */
  changed(path: string): void {
    this.files.changed(path);
    this.lists.changed(path);
  }

  /** Reads a Circuit again, also one that is loaded, and says what it holds; rejects with a CircuitError. */
  async load(path: string): Promise<LoadReport> {
    await this.files.load(path);
    return this.reports.get(path) as LoadReport;
  }
}
