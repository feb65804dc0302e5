import { createRequire } from 'node:module';

/** The parts of `saxon-js` (untyped) that `transform.ts` uses. */
export interface Saxon {
  transform(options: {
    readonly stylesheetInternal: object;
    readonly sourceText: string;
    readonly destination: 'serialized';
    readonly stylesheetParams: Readonly<Record<string, string>>;
  }): { readonly principalResult: string };
}

/** SaxonJS as installed for the file at `path`. Required late, since it takes 150 ms: only who renders waits for it. */
export function loadSaxon(path: string): Saxon {
  return createRequire(path)('saxon-js') as Saxon;
}
