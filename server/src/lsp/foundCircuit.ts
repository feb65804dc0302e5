import { FileChangeType, type FileEvent } from 'vscode-languageserver';
import { findCircuit } from '../package/findCircuit';
import { filePath } from './documents';

/** Files that may be a Circuit, for the client to watch. */
export const circuitPattern = '**/*.{xlsx,csv,tabs,tsv}';

/** A workbook is copied in bursts and whole only after the last one; milliseconds. */
const pause = 300;

/** The Circuit de la biologie that lies in the workspace, looked for again when workbooks or tables come, change or go. */
export class FoundCircuit {
  /** Empty: none. */
  path = '';
  private readonly written = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    /** URIs of the workspace folders. */
    private readonly folders: () => readonly string[],
    /** Another one is there, or none any more. */
    private readonly onChange: () => void,
    /** A workbook or table is new or has other content. */
    private readonly onWritten: (path: string) => void,
  ) {}

  /** One look follows the other, so that the last one counts. */
  look(): Promise<void> {
    this.looking = this.looking.then(async () => {
      const found = (await findCircuit(this.folders().flatMap((uri) => filePath(uri) ?? []))) ?? '';
      if (found === this.path) return;
      this.path = found;
      this.onChange();
    });
    return this.looking;
  }

  /** Takes notice of those changes that are about workbooks and tables, once they have come to rest; returns the others. */
  notice(changes: readonly FileEvent[]): FileEvent[] {
    const [tables, others] = [changes.filter(isTable), changes.filter((change) => !isTable(change))];
    for (const { uri, type } of tables) {
      const path = filePath(uri);
      if (path !== undefined && type !== FileChangeType.Deleted) this.written.add(path);
    }
    if (tables.length > 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        for (const path of this.written) this.onWritten(path);
        this.written.clear();
        void this.look();
      }, pause);
    }
    return others;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

function isTable({ uri }: FileEvent): boolean {
  return /\.(?:xlsx|csv|tabs|tsv)$/i.test(uri);
}
