import { escapeHtml } from '../media';

/** HTML that may stand in the page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | undefined | readonly Piece[];

/** A template of HTML in which every text that is put in is escaped, and what is absent leaves nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let text = parts[0] ?? '';
  pieces.forEach((piece, index) => {
    text += textOf(piece) + (parts[index + 1] ?? '');
  });
  return new Html(text);
}

/** Pieces one after the other, a separator between those that are there. */
export function join(pieces: readonly Piece[], separator: string): Html {
  const texts = pieces.map(textOf).filter((text) => text !== '');
  return new Html(texts.join(escapeHtml(separator)));
}

export const isEmpty = (piece: Piece): boolean => textOf(piece) === '';

function textOf(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeHtml(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(textOf).join('');
}
