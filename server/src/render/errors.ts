import type { Text } from '../text';

export type RenderErrorKind =
  | 'not-well-formed'
  | 'entities'
  | 'not-cda'
  | 'too-deep'
  | 'too-slow'
  | 'too-large'
  | 'superseded'
  /** The stylesheet is at fault, or asks for what it may not have. */
  | 'stylesheet'
  /** The engine cannot run the stylesheet: another one may. */
  | 'other-engine'
  | 'disposed'
  | 'failed';

/** Why there is no rendering, as a sentence for the user; the panel keeps what it showed. */
export class RenderError extends Error {
  override readonly name = 'RenderError';

  constructor(
    readonly kind: RenderErrorKind,
    readonly text: Text,
  ) {
    super(text.en);
  }
}

/** From what SaxonJS throws: a code, and the place of an XML fault counted from 0 inside its message. */
export function fromEngine(error: unknown): RenderError {
  if (error instanceof RenderError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/call stack/i.test(message)) {
    return new RenderError('too-deep', {
      en: 'The document is nested too deeply to be rendered.',
      fr: 'Le document comporte trop de niveaux imbriqués pour être affiché.',
    });
  }
  if (codeOf(error) === 'FODC0002') return notWellFormed(message);
  return new RenderError('failed', {
    en: `The document could not be rendered: ${message}`,
    fr: `Le document n’a pas pu être affiché : ${message}`,
  });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function notWellFormed(message: string): RenderError {
  const [, cause = message, line] = /^(.*?)\.? at line (\d+) column \d+/s.exec(message) ?? [];
  const number = line === undefined ? undefined : Number(line) + 1;
  return new RenderError('not-well-formed', {
    en: `The document is not well-formed XML${number ? ` (line ${number}: ${cause})` : ` (${cause})`}.`,
    fr: `Le document n’est pas un XML bien formé${number ? ` (ligne ${number})` : ''}.`,
  });
}
