import type { CssNode } from 'css-tree';
import generate from 'css-tree/generator';
import parse from 'css-tree/parser';
import { ident } from 'css-tree/utils';
import walk from 'css-tree/walker';

/** Classes that stand for the page's own elements, which a fragment does not have. */
export const pageClass = 'cda-foreign-page';
export const bodyClass = 'cda-foreign-body';

/** What a value may call. Everything else (`expression`, `image-set`, `src`, escaped spellings of `url`) takes its declaration away. */
const functions: ReadonlySet<string> = new Set(
  `rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var attr counter counters
  linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient
  translate translatex translatey translate3d scale scalex scaley rotate skew skewx skewy matrix cubic-bezier steps
  repeat minmax fit-content blur brightness contrast drop-shadow grayscale opacity saturate sepia invert format local`.split(
    /\s+/,
  ),
);
const atRules: ReadonlySet<string> = new Set(['media', 'supports', 'page', 'keyframes', 'layer', 'container']);
/** Legacy ways to run code or to lay something over what surrounds the rendering. */
const refusedProperties: ReadonlySet<string> = new Set(['behavior', '-moz-binding', '-ms-behavior']);
const dataImage = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/\s]+(?:=\s*){0,2}$/i;
const mostCharacters = 1024 * 1024;

let last: { readonly css: string; readonly safe: string } | undefined;

/** A style sheet without anything that loads, runs or leaves its place; what cannot be read is left out. */
export function safeStyleSheet(css: string): string {
  if (css.length > mostCharacters) return '';
  // A stylesheet gives the same one with every document.
  if (last?.css !== css) last = { css, safe: cleaned(css) };
  return last.safe;
}

function cleaned(css: string): string {
  const tree = parse(css, { parseValue: true, parseCustomProperty: true });
  clean(tree);
  walk(tree, {
    visit: 'Selector',
    enter(selector) {
      selector.children.forEach((node, item) => {
        if (node.type === 'TypeSelector' && /^body$/i.test(node.name)) item.data = classSelector(bodyClass);
        else if (node.type === 'TypeSelector' && /^html$/i.test(node.name)) item.data = classSelector(pageClass);
        else if (node.type === 'PseudoClassSelector' && node.name.toLowerCase() === 'root')
          item.data = classSelector(pageClass);
      });
    },
  });
  // A style sheet may be put into a page as the text of an element.
  return generate(tree).replace(/<(?=[/!?])/g, '\\3c ');
}

/** The declarations of a `style` attribute, made safe the same way. */
export function safeDeclarations(css: string): string {
  if (css.length > mostCharacters) return '';
  const tree = parse(css, { context: 'declarationList', parseCustomProperty: true });
  clean(tree);
  return generate(tree);
}

function classSelector(name: string): CssNode {
  return { type: 'ClassSelector', name };
}

function clean(tree: CssNode): void {
  walk(tree, (node, item, list) => {
    const remove = () => list?.remove(item);
    if (node.type === 'Raw' || node.type === 'Comment') remove();
    else if (node.type === 'Atrule' && !atRules.has(node.name.toLowerCase())) remove();
    else if (node.type === 'Declaration' && !isSafe(node)) remove();
    else if (node.type === 'Rule' && node.prelude.type === 'Raw') remove();
  });
}

function isSafe(declaration: CssNode & { type: 'Declaration' }): boolean {
  const property = ident.decode(declaration.property).toLowerCase();
  if (refusedProperties.has(property) || declaration.value.type === 'Raw') return false;
  let safe = true;
  walk(declaration.value, (node) => {
    if (node.type === 'Raw') safe = false;
    else if (node.type === 'Url' && !dataImage.test(node.value)) safe = false;
    else if (node.type === 'Function' && !functions.has(node.name.toLowerCase())) safe = false;
    else if (property === 'position' && node.type === 'Identifier' && /fixed|sticky/i.test(ident.decode(node.name)))
      safe = false;
  });
  return safe;
}
