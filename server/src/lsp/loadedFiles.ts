import { CircuitError } from '../terminology/load/errors';

/** Files that documents ask for by path; each is read once, off this thread. */
export class LoadedFiles<Content> {
  private readonly loading = new Map<string, Promise<Content>>();
  private readonly loaded = new Map<string, Content>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly read: (path: string) => Promise<Content>,
    /** A file that a document asked for was read or refused. */
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
    const running = this.loading.get(path);
    if (running) running.catch(() => undefined).then(() => this.changed(path));
    else if (this.loaded.has(path) || this.refused.has(path)) this.settle(path);
  }

  private settle(path: string): void {
    this.load(path).then(
      (content) => this.onSettled(path, content),
      (error: CircuitError) => this.onSettled(path, error),
    );
  }

  /** Reads a file again, also one that is loaded; rejects with a CircuitError. */
  async load(path: string): Promise<Content> {
    const running = this.loading.get(path) ?? this.read(path);
    this.loading.set(path, running);
    try {
      const content = await running;
      this.refused.delete(path);
      this.loaded.set(path, content);
      return content;
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
