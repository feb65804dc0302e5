import { WatchedFiles } from '../package/watchedFiles';
import { CompiledSchema } from '../schematron/compile';
import { Library } from '../schematron/library';
import { loadSchema } from '../schematron/load';
import type { Place } from '../schematron/schema';
import { LineIndex, type Range } from '../xml/positions';
import type { SchemaToRun } from './selection';
import { Xsd, XsdError } from './xsd';

/** Phases of one schema that are kept: who types the name of one asks for every beginning of it. */
const maxPhases = 3;

/** The compiled schemas of this thread, each made once, made again when a file of theirs changes. */
export class Schemas {
  private files = new WatchedFiles();
  /** By path, then by phase, that asked for last at the end. */
  private readonly compiled = new Map<string, Map<string | undefined, CompiledSchema>>();
  private readonly lines = new Map<string, LineIndex>();
  private xsdFiles = new WatchedFiles();
  private readonly xsds = new Map<string, Promise<Xsd | XsdError>>();
  /** Value sets and other files that schemas look into. */
  library = this.newLibrary();

  /** Forgets what is not as the files are now; looks seldom, unless `now`. */
  refresh(now = false): void {
    if (this.files.changed(now)) this.forgetSchemas();
    if (this.xsdFiles.changed(now)) this.forgetXsd();
  }

  schema({ path, phase }: SchemaToRun): CompiledSchema {
    const phases = this.compiled.get(path) ?? new Map<string | undefined, CompiledSchema>();
    this.compiled.set(path, phases);
    const schema = phases.get(phase) ?? this.newSchema(path, phase);
    phases.delete(phase);
    phases.set(phase, schema);
    if (phases.size > maxPhases) phases.delete(phases.keys().next().value);
    return schema;
  }

  private newSchema(path: string, phase: string | undefined): CompiledSchema {
    const options = { ...(phase && { phase }), otherCase: (file: string) => this.files.otherCase(file) };
    return CompiledSchema.from(loadSchema(path, (file) => this.files.text(file), options));
  }

  /** The schema at an absolute path, or why it cannot be used. */
  xsd(path: string): Promise<Xsd | XsdError> {
    const known = this.xsds.get(path);
    if (known) return known;
    const [, folder = '', name = path] = /^(.*[\\/])?([^\\/]*)$/s.exec(path) ?? [];
    const { xsdFiles } = this;
    const made = Xsd.load(name, (file) => xsdFiles.bytes(folder + file)).catch((error: unknown) => {
      if (error instanceof XsdError) return error;
      throw error;
    });
    this.xsds.set(path, made);
    return made;
  }

  /** Where a place in a file of a schema is; its start where the file is not there any more. */
  rangeOf({ file, span }: Place): Range {
    const lines = this.lines.get(file) ?? new LineIndex(this.files.text(file) ?? '');
    this.lines.set(file, lines);
    return lines.range(span);
  }

  private newLibrary(): Library {
    return new Library((path) => this.files.text(path));
  }

  private forgetSchemas(): void {
    this.files = new WatchedFiles();
    this.compiled.clear();
    this.lines.clear();
    this.library = this.newLibrary();
  }

  private forgetXsd(): void {
    for (const xsd of this.xsds.values()) void xsd.then((made) => made instanceof Xsd && made.dispose());
    this.xsdFiles = new WatchedFiles();
    this.xsds.clear();
  }
}
