import type { Position } from '../xml/positions';

/** A place as people and most tools count: from 1. */
export function place({ line, character }: Position): { readonly line: number; readonly column: number } {
  return { line: line + 1, column: character + 1 };
}
