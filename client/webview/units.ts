const INLINE =
  /^(?:A|ABBR|B|BDI|BDO|BR|CITE|CODE|DEL|DFN|EM|I|IMG|INS|KBD|MARK|Q|S|SAMP|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR|WBR)$/;

/** What a block holds, as it is compared: a block inside it, or what stands in one line of text. */
export type Unit = { readonly block: Element } | { readonly run: readonly Node[] };

export function unitsOf(parent: Element): Unit[] {
  const units: Unit[] = [];
  let run: Node[] | undefined;
  for (const node of parent.childNodes) {
    if (node instanceof Element && !isInline(node)) {
      units.push({ block: node });
      run = undefined;
    } else if (run) {
      run.push(node);
    } else if (node instanceof Element || (node.textContent ?? '').trim() !== '') {
      run = [node];
      units.push({ run });
    }
  }
  return units;
}

/** An inline element that holds a block is a block. */
function isInline(element: Element): boolean {
  return INLINE.test(element.nodeName) && [...element.children].every(isInline);
}

export function isImage(node: Node): node is HTMLImageElement {
  return node instanceof HTMLImageElement;
}

export function nameOf(unit: Unit): string {
  return 'block' in unit ? unit.block.nodeName : '';
}

export function nodesOf(unit: Unit): readonly Node[] {
  return 'block' in unit ? [unit.block] : unit.run;
}

export function firstNode(unit: Unit | undefined): Node | null {
  return unit ? (nodesOf(unit)[0] ?? null) : null;
}

/** Puts what was removed where it stood. */
export function insert(unit: Unit, parent: Element, before: Node | null): void {
  const nodes = nodesOf(unit);
  for (const node of nodes) {
    for (const named of node instanceof Element ? [node, ...node.querySelectorAll('[id]')] : [])
      named.removeAttribute('id');
  }
  parent.insertBefore(markUnit(unit, 'removed') ?? new Text(), before?.parentNode === parent ? before : null);
}

/** Marks a block, or a run by an element around it; answers what carries the mark. */
export function markUnit(unit: Unit, mark: 'added' | 'removed'): Element | undefined {
  if ('block' in unit) {
    unit.block.setAttribute('data-cda-diff', mark);
    return unit.block;
  }
  const element = document.createElement(mark === 'added' ? 'ins' : 'del');
  element.setAttribute('data-cda-diff', mark);
  const [first] = unit.run;
  if (first?.parentNode && mark === 'added') first.parentNode.insertBefore(element, first);
  element.append(...unit.run);
  return element;
}
