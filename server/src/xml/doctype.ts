/**
 * Offset after the `>` of the document type declaration that begins at `start`, its internal subset passed over; undefined when it
 * never ends. One pass: whatever the subset holds, nothing of it is read.
 */
export function doctypeEnd(text: string, start: number): number | undefined {
  const stop = /["'[\]<>]/g;
  stop.lastIndex = start + '<!DOCTYPE'.length;
  let subset = false;
  let open = 1;
  for (let match = stop.exec(text); match; match = stop.exec(text)) {
    const [token] = match;
    if (token === '[') subset = true;
    else if (token === ']') subset = false;
    else if (token === '>') {
      open--;
      if (open <= 0 && !subset) return stop.lastIndex;
    } else {
      const closing = closingOf(text, match.index);
      if (!closing) open++;
      else {
        const end = text.indexOf(closing, stop.lastIndex);
        if (end >= 0) stop.lastIndex = end + closing.length;
        else if (token === '<') return undefined;
      }
    }
  }
  return undefined;
}

/** What ends the literal, comment or instruction at `at`; undefined for a declaration, which may hold others. */
function closingOf(text: string, at: number): string | undefined {
  if (text.charAt(at) !== '<') return text.charAt(at);
  if (text.startsWith('<!--', at)) return '-->';
  return text.startsWith('<?', at) ? '?>' : undefined;
}
