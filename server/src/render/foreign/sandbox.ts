import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

/** The parts of SaxonJS (untyped) that stylesheets and schemas of others are run with. */
interface Saxon {
  readonly XPath: {
    evaluate(expression: string, item: unknown, options: Readonly<Record<string, unknown>>): unknown;
  };
  getResource(options: { readonly text: string; readonly type: 'xml' }): Promise<object>;
  transform(options: {
    readonly stylesheetInternal: object;
    readonly stylesheetBaseURI: string;
    readonly sourceNode: object;
    readonly destination: 'serialized';
    readonly deliverMessage: (message: unknown) => void;
  }): { readonly principalResult: string };
}

export type ReadPath = (path: string) => Uint8Array | undefined;

/**
 * SaxonJS and its compiler for code of others. Both are loaded unmodified, with other surroundings: files are those that `read` gives,
 * nothing is written, there is no network, and no text becomes JavaScript (SaxonJS has XPath functions that do so). This thread belongs
 * to them.
 */
export class SaxonSandbox {
  /** SaxonJS itself, for expressions of others. */
  readonly saxon: Saxon;
  private loaded: Saxon | undefined;
  /** Takes what the compiler writes. */
  private exported: (text: string) => void = () => {};

  constructor(
    /** A file beside which the packages are found. */
    private readonly from: string,
    private readonly read: ReadPath,
  ) {
    refuseCode();
    lockBuiltIns();
    this.saxon = this.load('saxon-js', {});
    this.loaded = this.saxon;
  }

  parse(text: string): Promise<object> {
    return this.saxon.getResource({ text, type: 'xml' });
  }

  transform(sef: object, path: string, source: object, deliverMessage: (message: unknown) => void): string {
    const { principalResult } = this.saxon.transform({
      stylesheetInternal: sef,
      stylesheetBaseURI: pathToFileURL(path).href,
      sourceNode: source,
      destination: 'serialized',
      deliverMessage,
    });
    return principalResult;
  }

  /** Runs the command line compiler; resolves to the compiled stylesheet (SEF), rejects with what it said. */
  compile(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const said: string[] = [];
      const fail = () => reject(new Error(said.join('\n')));
      const process = {
        argv: ['node', 'xslt3', `-xsl:${path}`, `-export:${dirname(path)}/exported.sef.json`, '-nogo'],
        platform: globalThis.process.platform,
        set exitCode(code: number) {
          if (code) fail();
        },
      };
      const console = {
        // With the last line it says that it gives up.
        error: (...texts: unknown[]) => {
          said.push(texts.join(' '));
          if (/^(?:Error: )?Failed to compile|Cannot locate/.test(texts.join(' '))) fail();
        },
        warn: () => {},
        log: () => {},
      };
      this.exported = resolve;
      this.load('xslt3', { process, console });
    });
  }

  private load(name: 'saxon-js' | 'xslt3', { process, console }: Surroundings): Saxon {
    const require = createRequire(this.from);
    const code = readFileSync(require.resolve(name), 'utf8').replace(/^#!.*/, '');
    const module = { exports: {} };
    const given: Readonly<Record<string, unknown>> = {
      module,
      exports: module.exports,
      require: (wanted: string) => this.give(wanted),
      process: process ?? { platform: globalThis.process.platform, stdout: { write: () => true } },
      console: console ?? { error: () => {}, warn: () => {}, log: () => {} },
      global: {},
      globalThis: {},
      Function: noCode,
      eval: noCode,
      fetch: undefined,
      WebSocket: undefined,
    };
    compileFunction(code, Object.keys(given)).apply({}, Object.values(given));
    return module.exports as Saxon;
  }

  private give(name: string): unknown {
    if (name === 'fs') return this.files();
    if (name === 'saxon-js') return this.loaded;
    if (name === 'axios') return { get: () => Promise.reject(new Error('no network')) };
    if (name === 'path' || name === 'url' || name === 'util' || name === 'stream')
      return createRequire(this.from)(`node:${name}`);
    throw new Error(`${name} is not there`);
  }

  private files(): object {
    const readFileSync = (place: string | URL) => {
      const path = typeof place === 'string' && !place.startsWith('file:') ? place : fileURLToPath(place);
      const bytes = this.read(path);
      if (!bytes) throw new Error(`${path} may not be read`);
      return Buffer.from(bytes);
    };
    return {
      readFileSync,
      realpathSync: (path: string) => path,
      promises: {
        readFile: async (place: string | URL, encoding?: BufferEncoding) => {
          const bytes = readFileSync(place);
          return encoding ? bytes.toString(encoding) : bytes;
        },
        realpath: async (path: string) => path,
        mkdir: async () => undefined,
        writeFile: async (_place: string | URL, text: string) => this.exported(text),
      },
    };
  }
}

/** What a stylesheet meets that has a text run as JavaScript. */
export const noCodeMessage = 'JavaScript is not run';

interface Surroundings {
  readonly process?: object;
  readonly console?: object;
}

function noCode(): never {
  throw new Error(noCodeMessage);
}

/** Every function leads to the constructor that makes functions of texts. */
function refuseCode(): void {
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: noCode });
}

/**
 * A stylesheet reaches the objects that JavaScript is made of (extension functions of SaxonJS, looked up by a name it puts together). It
 * must not change them: what makes its HTML safe, and what runs after it, is made of the same.
 */
function lockBuiltIns(): void {
  for (const name of ['dispose', 'metadata']) addSymbol(name);
  for (const { prototype } of [Object, Function, Error]) lockOverridable(prototype);
  const types = [Array, Boolean, Date, Map, Number, Promise, RegExp, Set, String, Symbol, Uint8Array, WeakMap];
  const iterators = [[].values(), new Map().keys(), new Set().keys(), ''.matchAll(/x/g), ''[Symbol.iterator]()];
  for (const locked of [
    ...types.flatMap((type) => [type, type.prototype]),
    ...iterators.map((iterator) => Object.getPrototypeOf(iterator)),
    ...[Object, Function, Error, JSON, Math, Reflect],
  ])
    Object.freeze(locked);
}

/** libxml2-wasm, which the same thread may load later, adds these to Symbol where they are not there. */
function addSymbol(name: string): void {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol.for(`Symbol.${name}`) });
}

/** Like freezing, but what inherits a property may still have its own, which frozen ones forbid. */
function lockOverridable(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const { value, writable, configurable } = Reflect.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    if (!writable || !configurable) continue;
    Object.defineProperty(prototype, key, {
      configurable: false,
      get: () => value,
      set(given: unknown) {
        if (this === prototype) noCode();
        Object.defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  Object.freeze(prototype);
}
