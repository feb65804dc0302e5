import type { Language, Text } from '../text';
import type { RenderErrorKind } from './errors';
import type { RenderResult } from './result';

/** Between Renderer and the worker thread. */
export interface WorkerData {
  readonly sefPath: string;
}

export interface WorkerRequest {
  readonly id: number;
  readonly text: string;
  readonly lang: Language;
}

export type WorkerAnswer =
  | { readonly id: number; readonly result: RenderResult }
  | { readonly id: number; readonly error: { readonly kind: RenderErrorKind; readonly text: Text } };
