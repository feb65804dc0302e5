import type { CdaDocument } from '../../cda/document';
import type { XmlElement } from '../../xml/tree';

const longest = 4000;

/**
 * Finds in the HTML of a stylesheet that knows nothing of places the elements of the source it shows: by an ID that came through, or by
 * the text of a title or a table row that stands once in the source and once in the HTML. What is not certain has no place.
 */
export class SourceMatcher {
  private readonly byId: ReadonlyMap<string, XmlElement>;
  private readonly byText = new Map<string, XmlElement | undefined>();

  constructor(cda: CdaDocument) {
    this.byId = new Map(
      [...cda.targets].flatMap(([id, [first, second]]) => (first && !second ? [[id, first.element] as const] : [])),
    );
    for (const element of cda.elements) {
      if (element.local !== 'tr' && !(element.local === 'title' && element.parent?.local === 'section')) continue;
      const text = folded(element.textContent);
      if (text.length < 2 || text.length > longest) continue;
      this.byText.set(
        keyOf(element.local === 'tr', text),
        this.byText.has(keyOf(element.local === 'tr', text)) ? undefined : element,
      );
    }
  }

  withId(id: string | undefined): XmlElement | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** Key of an HTML element whose text may be that of one place; undefined for one that cannot be. */
  key(name: string, text: string): string | undefined {
    if (text.length > longest * 2) return undefined;
    const key = keyOf(name === 'tr', folded(text));
    return this.byText.get(key) ? key : undefined;
  }

  at(key: string): XmlElement | undefined {
    return this.byText.get(key);
  }
}

/** Cells and lines touch each other in one of the two texts, and not in the other. */
function folded(text: string): string {
  return text.replace(/[\s\u00a0]+/g, '');
}

function keyOf(isRow: boolean, text: string): string {
  return `${isRow ? 'row' : 'title'} ${text}`;
}
