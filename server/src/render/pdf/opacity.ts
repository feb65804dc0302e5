import { decodePDFRawStream, type PDFContext, PDFDict, PDFName, PDFNumber, PDFRawStream } from '@cantoo/pdf-lib';

type Colour = readonly [red: number, green: number, blue: number];

interface State {
  readonly fill: Colour;
  readonly stroke: Colour;
  readonly fillAlpha: number;
  readonly strokeAlpha: number;
}

const black: Colour = [0, 0, 0];
const initial: State = { fill: black, stroke: black, fillAlpha: 1, strokeAlpha: 1 };

/** Strings, dictionary marks, names, numbers and operators of a content stream. */
const token = /\((?:\\[\s\S]|[^()\\])*\)|<<|>>|<[\dA-Fa-f\s]*>|\/[^\s<>[\]()/]*|[[\]]|[^\s<>[\]()/]+/g;

/**
 * Draws what is translucent in the colour it has on white paper: PDF/A-1 knows no transparency, and to make a tint simply opaque
 * would hide what it lies on. For content streams as Chromium writes them: RGB colours, one stream a page.
 */
export function blendOnWhite(context: PDFContext): void {
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFRawStream && object.dict.lookup(PDFName.of('Subtype')) === PDFName.of('Form')) {
      const alphas = alphasOf(object.dict);
      if (alphas) context.assign(ref, rewritten(context, object, alphas));
    } else if (object instanceof PDFDict && object.lookup(PDFName.of('Type')) === PDFName.of('Page')) {
      const alphas = alphasOf(object);
      const contents = object.lookup(PDFName.of('Contents'));
      if (!alphas || !(contents instanceof PDFRawStream)) continue;
      object.set(PDFName.of('Contents'), context.register(rewritten(context, contents, alphas)));
    }
  }
}

type Alphas = ReadonlyMap<string, Partial<Pick<State, 'fillAlpha' | 'strokeAlpha'>>>;

/** What the graphics states among the resources set, undefined where all are opaque. */
function alphasOf(owner: PDFDict): Alphas | undefined {
  const resources = owner.lookup(PDFName.of('Resources'));
  const states = resources instanceof PDFDict ? resources.lookup(PDFName.of('ExtGState')) : undefined;
  if (!(states instanceof PDFDict)) return undefined;
  const alphas = new Map<string, { fillAlpha?: number; strokeAlpha?: number }>();
  for (const [name] of states.entries()) {
    const state = states.lookup(name);
    if (!(state instanceof PDFDict)) continue;
    const [fill, stroke] = ['ca', 'CA'].map((key) => state.lookup(PDFName.of(key)));
    alphas.set(name.asString(), {
      ...(fill instanceof PDFNumber && { fillAlpha: fill.asNumber() }),
      ...(stroke instanceof PDFNumber && { strokeAlpha: stroke.asNumber() }),
    });
  }
  const translucent = [...alphas.values()].some(
    ({ fillAlpha = 1, strokeAlpha = 1 }) => fillAlpha < 1 || strokeAlpha < 1,
  );
  return translucent ? alphas : undefined;
}

function rewritten(context: PDFContext, stream: PDFRawStream, alphas: Alphas) {
  const text = Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');
  const flat = context.flateStream(Buffer.from(blended(text, alphas), 'latin1'));
  for (const [key, value] of stream.dict.entries()) {
    if (key !== PDFName.of('Length') && key !== PDFName.of('Filter')) flat.dict.set(key, value);
  }
  return flat;
}

function blended(text: string, alphas: Alphas): string {
  const parts: string[] = [];
  const stack: State[] = [];
  let state = initial;
  let copied = 0;
  const operands: string[] = [];
  for (const { 0: word, index } of text.matchAll(token)) {
    const before = state;
    switch (word) {
      case 'q':
        stack.push(state);
        break;
      case 'Q':
        state = stack.pop() ?? initial;
        break;
      case 'rg':
        state = { ...state, fill: colourOf(operands) };
        break;
      case 'RG':
        state = { ...state, stroke: colourOf(operands) };
        break;
      case 'gs':
        state = { ...state, ...alphas.get(operands.at(-1) ?? '') };
        break;
      default:
        operands.push(word);
        continue;
    }
    operands.length = 0;
    if (word === 'q' || word === 'Q' || state === before) continue;
    const end = index + word.length;
    parts.push(
      text.slice(copied, end),
      `\n${painted(state.fill, state.fillAlpha)} rg`,
      ` ${painted(state.stroke, state.strokeAlpha)} RG`,
    );
    copied = end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function colourOf(operands: readonly string[]): Colour {
  const [red = 0, green = 0, blue = 0] = operands.slice(-3).map(Number);
  return [red, green, blue];
}

function painted(colour: Colour, alpha: number): string {
  return colour.map((part) => Number((part * alpha + 1 - alpha).toFixed(4))).join(' ');
}
