import { CircuitError } from '../terminology/load/errors';

/** Files that documents ask for by path; each is read once, off this thread. */
export class LoadedFiles<Content> {
  private readonly loading = new Map<string, Promise<Content>>();
  private readonly loaded = new Map<string, Content>();
  private readonly refused = new Set<string>();
  /** Files whose content may have changed while they are read. */
  private readonly stale = new Set<string>();

  constructor(
    private readonly read: (path: string) => Promise<Content>,
    /** A file was read, or one that a document asked for was refused. */
    private readonly onSettled: (path: string, outcome: Content | CircuitError) => void,
  ) {}

  /** The content of a file; undefined while it is read, which this begins, and where it is refused. */
  for(path: string): Content | undefined {
    const known = this.loaded.get(path);
    if (known === undefined && !this.refused.has(path) && !this.loading.has(path)) this.settle(path);
    return known;
  }

  /** A file has other content: one that was asked for is read again. */
  changed(path: string): void {
    if (this.loading.has(path)) this.stale.add(path);
    else if (this.loaded.has(path) || this.refused.has(path)) this.settle(path);
  }

  private settle(path: string): void {
    this.begin(path).catch((error: CircuitError) => this.onSettled(path, error));
  }

  /** Reads a file again, also one that is loaded; rejects with a CircuitError. */
  load(path: string): Promise<Content> {
    const running = this.loading.get(path);
    if (running) this.stale.add(path);
    return running ?? this.begin(path);
  }

  private begin(path: string): Promise<Content> {
    const loading = this.readFresh(path);
    this.loading.set(path, loading);
    return loading;
  }

  private async readFresh(path: string): Promise<Content> {
    try {
      const content = await this.readUnchanged(path);
      this.refused.delete(path);
      this.loaded.set(path, content);
      this.onSettled(path, content);
      return content;
    } catch (error) {
      this.refused.add(path);
      throw error instanceof CircuitError ? error : new CircuitError('unreadable', internal(error));
    } finally {
      this.loading.delete(path);
    }
  }

  /** Reads a file again as long as it changes meanwhile. */
  private async readUnchanged(path: string): Promise<Content> {
    for (;;) {
      this.stale.delete(path);
      const [outcome] = await Promise.allSettled([this.read(path)]);
      if (this.stale.has(path)) continue;
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    }
  }
}

function internal(error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  return { en: `The file could not be read: ${reason}.`, fr: `Le fichier n’a pas pu être lu : ${reason}.` };
}
