import type { Language, Text } from '../text';
import type { RenderErrorKind } from './errors';
import type { ForeignStylesheet } from './foreign/stylesheet';
import type { RenderResult } from './result';

/** What runs on a worker thread: one each, so that a slow stylesheet of others holds up no built-in rendering. */
export type Engine = 'builtin' | 'libxslt' | 'saxon';

/** Between Renderer and its worker threads. */
export interface WorkerData {
  readonly engine: Engine;
  /** The compiled built-in stylesheet; SaxonJS is resolved from beside it. */
  readonly sefPath: string;
  /** Folder for compiled stylesheets of others; undefined: they are not kept. */
  readonly cacheFolder?: string | undefined;
}

export interface WorkerRequest {
  readonly id: number;
  readonly text: string;
  readonly lang: Language;
  readonly stylesheet?: ForeignStylesheet | undefined;
}

export type WorkerAnswer =
  /** A compilation begins or ends: it has a time limit of its own. */
  | { readonly id: number; readonly compiling: boolean }
  | { readonly id: number; readonly result: RenderResult }
  | { readonly id: number; readonly error: { readonly kind: RenderErrorKind; readonly text: Text } };
