import { parseXml } from '../../server/src/xml/parse';
import type { XmlAttribute, XmlElement } from '../../server/src/xml/tree';

/** Numbers from 0 to 1 (mulberry32), the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Change = (
  element: XmlElement,
  attribute: XmlAttribute | undefined,
  text: string,
) => readonly [number, number, string];

/** What an author's hand does wrong, one place at a time: offsets and the new text. */
const changes: readonly Change[] = [
  (element) => [element.start, element.end, ''],
  (element, _, text) => [element.end, element.end, text.slice(element.start, element.end)],
  (element) => [element.end, element.end, '<unknown/>'],
  (element) => [element.nameEnd, element.nameEnd, ' unknown="1"'],
  (element) => [element.openEnd, element.openEnd, element.selfClosing ? '' : 'text'],
  (element, attribute) => (attribute ? [attribute.start, attribute.end, ''] : [element.start, element.start, '']),
  ...['', 'x y', '1,5', '1.2.', 'AAA', '-1', 'é', 'c:PQ'].map(
    (value): Change =>
      (element, attribute) =>
        attribute ? [attribute.valueStart, attribute.valueEnd, value] : [element.start, element.start, ''],
  ),
];

/** `count` texts, each with one change inside the ClinicalDocument, that are still well formed. */
export function* mutations(text: string, count: number, seed: number): Generator<string> {
  const { elements } = parseXml(text);
  const root = elements.find(({ local }) => local === 'ClinicalDocument');
  if (!root) return;
  const next = random(seed);
  const choose = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)];
  for (let made = 0; made < count; ) {
    const element = choose(elements.slice(root.index, root.lastIndex));
    if (!element) return;
    const attribute = choose(element.attributes.filter(({ name }) => !name.startsWith('xmlns')));
    const [start, end, newText] = (choose(changes) as Change)(element, attribute, text);
    const changed = text.slice(0, start) + newText + text.slice(end);
    if (changed === text || parseXml(changed).faults.length > 0) continue;
    made++;
    yield changed;
  }
}
