import fs from 'node:fs';
import type { MainModule } from 'libxslt-wasm/output/libxslt';

/** 64 KiB: what the module may grow to in memory, and the size of its own stack. */
const page = 65_536;
const mostMemory = 512 * 1024 * 1024;
/**
 * The module comes with a stack of 64 KiB, which lies above its constants and overwrites them, without a word, where templates call each
 * other some hundred times. libxslt itself stops at 3 000 calls, which need less than this.
 */
const stackSize = 32 * 1024 * 1024;
const mostMessages = 64 * 1024;

/** XML_PARSE_NOENT, NONET, NOCDATA as libxslt parses stylesheets, and NO_XXE; XML_PARSE_HUGE for documents, whose entities were refused. */
const stylesheetOptions = 2 | 2048 | 16_384 | 8_388_608;
const documentOptions = 2048 | 524_288 | 8_388_608;

export type Read = (address: string) => Uint8Array | undefined;

/** A compiled stylesheet; belongs to the module until it is freed. */
export type Compiled = number & { readonly compiled: unique symbol };

/** libxslt (XSLT 1.0 with EXSLT) in WebAssembly. It reads what `read` gives it, and reaches neither files nor network by itself. */
export class Libxslt {
  private messages = '';

  private constructor(
    private readonly module: MainModule,
    private readonly host: Host,
  ) {
    host.print = (text) => {
      if (this.messages.length < mostMessages) this.messages += text;
    };
  }

  static async load(): Promise<Libxslt> {
    const host: Host = { read: () => undefined, print: () => {}, isMemoryShort: false };
    return new Libxslt(await instantiate(host), host);
  }

  /** Bytes of memory; they only grow. */
  get memory(): number {
    return this.module.HEAPU8.length;
  }

  /** Whether it was refused more memory: what failed may have failed for this, whatever it says. */
  get isMemoryShort(): boolean {
    return this.host.isMemoryShort;
  }

  /** Undefined where the stylesheet is faulty; `takeMessages` then says why. */
  async compile(bytes: Uint8Array, address: string, read: Read): Promise<Compiled | undefined> {
    this.host.read = read;
    const document = await this.parse(bytes, address, stylesheetOptions, false);
    if (!document) return undefined;
    const compiled = await this.module._xsltParseStylesheetDoc(document);
    if (compiled) return compiled as Compiled;
    this.module._xmlFreeDoc(document);
    return undefined;
  }

  free(compiled: Compiled): void {
    this.module._xsltFreeStylesheet(compiled);
  }

  /** The serialized result; undefined where the transformation failed. `malformed` where the document cannot be parsed. */
  async transform(
    compiled: Compiled,
    text: string,
    address: string,
    read: Read,
  ): Promise<string | undefined | 'malformed'> {
    const { module } = this;
    this.host.read = read;
    const document = await this.parse(Buffer.from(text), address, documentOptions, true);
    if (!document) return 'malformed';
    const result = await module._xsltApplyStylesheet(compiled, document, 0);
    try {
      return result ? this.serialize(result, compiled) : undefined;
    } finally {
      if (result) module._xmlFreeDoc(result);
      module._xmlFreeDoc(document);
    }
  }

  /** What libxslt had to say since the last time, without what it repeats. */
  takeMessages(): string {
    const { messages } = this;
    this.messages = '';
    return messages;
  }

  private serialize(result: number, compiled: Compiled): string {
    const { module } = this;
    const buffer = module._xmlAllocOutputBuffer(0);
    module._xsltSaveResultTo(buffer, result, compiled);
    const start = module._xmlOutputBufferGetContent(buffer);
    const text = new TextDecoder().decode(
      module.HEAPU8.subarray(start, start + module._xmlOutputBufferGetSize(buffer)),
    );
    module._xmlOutputBufferClose(buffer);
    return text;
  }

  private async parse(bytes: Uint8Array, address: string, options: number, isUtf8: boolean): Promise<number> {
    const { module } = this;
    const start = module._malloc(bytes.length);
    if (!start) return 0;
    module.HEAPU8.set(bytes, start);
    const url = module.stringToNewUTF8(address);
    const encoding = isUtf8 ? module.stringToNewUTF8('UTF-8') : 0;
    const document = await module._xmlReadMemory(start, bytes.length, url, encoding, options);
    for (const pointer of [start, url, encoding]) module._free(pointer);
    return document;
  }
}

interface Host {
  read: Read;
  print: (text: string) => void;
  isMemoryShort: boolean;
}

/**
 * Loads the module with stand-ins for what it takes from its surroundings. It suspends in one function only, which fetches a file: ours
 * answers at once, so no engine has to know how to suspend WebAssembly (Node 20 does not). It prints to file descriptors of the process,
 * one of which may be the connection to the editor. This thread belongs to it: the stand-in for `fs.writeSync` stays.
 */
async function instantiate(host: Host): Promise<MainModule> {
  const wasm = WebAssembly as unknown as Record<string, unknown>;
  const { Memory, instantiate: original } = WebAssembly;
  const kept = { ...pick(wasm, 'Suspending', 'promising'), Memory, instantiate: original };
  let module: MainModule | undefined;
  let restoreStack: ((pointer: number) => void) | undefined;
  const { writeSync } = fs;
  fs.writeSync = ((target: number, data: unknown, ...rest: []) => {
    if (target > 2 || typeof data !== 'string') return writeSync(target, data as string, ...rest);
    host.print(data);
    return data.length;
  }) as typeof writeSync;
  wasm.Suspending = class {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: the import must be a function, whatever the stand-in is called
      return (url: number, buffer: number, size: number, error: number) =>
        module && fetchBytes(module, host, [url, buffer, size, error]);
    }
  };
  wasm.promising = (exported: unknown) => exported;
  wasm.Memory = class extends Memory {
    constructor(descriptor: { initial: number; shared?: boolean }) {
      super({ ...descriptor, maximum: mostMemory / page });
    }

    override grow(pages: number): number {
      try {
        return super.grow(pages);
      } catch (error) {
        host.isMemoryShort = true;
        throw error;
      }
    }
  };
  wasm.instantiate = async (...given: Parameters<typeof original>) => {
    const result = (await original(...given)) as unknown as Partial<WebAssembly.WebAssemblyInstantiatedSource>;
    // What loads modules may itself be WebAssembly, and come by here.
    restoreStack ??= result.instance?.exports._emscripten_stack_restore as typeof restoreStack;
    return result;
  };
  try {
    const { default: factory } = await import('libxslt-wasm/output/libxslt');
    module = await factory();
  } finally {
    for (const name of ['Suspending', 'promising']) delete wasm[name];
    Object.assign(wasm, kept);
  }
  const stack = module._malloc(stackSize);
  if (!stack || !restoreStack) throw new RangeError('no stack for libxslt');
  restoreStack((stack + stackSize) & ~15);
  module._exsltRegisterAll();
  return module;
}

function pick(record: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}

/** Answers the module: address of the bytes, their number, 0; or 404. */
function fetchBytes(
  module: MainModule,
  { read }: Host,
  [url, buffer, size, error]: [number, number, number, number],
): void {
  const bytes = read(module.UTF8ToString(url));
  const start = bytes ? module._malloc(Math.max(1, bytes.length)) : 0;
  if (bytes && start) module.HEAPU8.set(bytes, start);
  module.setValue(buffer, start, '*');
  module.setValue(size, bytes && start ? bytes.length : 0, 'i32');
  module.setValue(error, bytes && start ? 0 : 404, 'i32');
}
