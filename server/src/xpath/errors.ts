import type { Text } from '../text';

/** What is wrong with an expression (static) or with its evaluation (dynamic), under the code of the XPath 2.0 and F&O specifications. */
export class XPathError extends Error {
  override readonly name = 'XPathError';

  constructor(
    /** `XPST0003`, `FORG0001`, …; what `fn:error` was given (`prefix:local`) for an error of the schema's own. */
    readonly code: string,
    readonly text: Text,
    /** UTF-16 offset in the expression, of what is found before evaluation. */
    readonly offset?: number,
  ) {
    // `castable` asks by failing, thousands of times in a document: collecting the stack costs more than all the rest of it.
    // Reflect: where SaxonJS runs too, Error is frozen.
    const { stackTraceLimit } = Error;
    Reflect.set(Error, 'stackTraceLimit', 0);
    super(`${code}: ${text.en}`);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** What was thrown; where the machine refused (stack, length of a string, size of a number), an XPathError that says so. */
export function asXPathError(thrown: unknown): unknown {
  if (!(thrown instanceof RangeError)) return thrown;
  return error(
    'XPDY0130',
    'Evaluating the expression takes more memory than there is.',
    'L’évaluation de l’expression demande plus de mémoire qu’il n’y en a.',
  );
}

export function error(code: string, en: string, fr: string, offset?: number): XPathError {
  return new XPathError(code, { en, fr }, offset);
}
