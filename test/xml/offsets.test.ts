import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { parseXml } from '../../server/src/xml/parse';
import { LineIndex } from '../../server/src/xml/positions';
import type { XmlDocument, XmlElement, XmlNode } from '../../server/src/xml/tree';
import { examples } from '../cda/examples';

/** The text made again from the nodes' offsets; what no node covers outside of the root (blanks, a DOCTYPE) is copied. */
function rebuilt({ text, children }: XmlDocument): string {
  const parts: string[] = [];
  let at = 0;
  const between = (to: number) => {
    parts.push(text.slice(at, to));
    assert.match(text.slice(at, to), /^\s*$/, 'a gap between top-level nodes');
    at = to;
  };
  const emit = (node: XmlNode): void => {
    assert.equal(node.start, at, `${node.kind} at ${at}`);
    if (node.kind !== 'element') {
      parts.push(text.slice(node.start, node.end));
      at = node.end;
      return;
    }
    parts.push(openTag(text, node));
    at = node.openEnd;
    node.children.forEach(emit);
    assert.equal(node.closeStart, at, `end of <${node.name}>`);
    parts.push(text.slice(node.closeStart, node.end));
    at = node.end;
  };
  for (const node of children) {
    between(node.start);
    emit(node);
  }
  between(text.length);
  return parts.join('');
}

/** A start tag from its name and attributes; only blanks, quotes and `=` are copied. */
function openTag(text: string, { name, start, nameEnd, openEnd, attributes }: XmlElement): string {
  const parts = [`<${name}`];
  let at = nameEnd;
  for (const attribute of attributes) {
    const gap = text.slice(at, attribute.start);
    assert.match(gap, /^\s+$/);
    const [equals, close] = [
      text.slice(attribute.nameEnd, attribute.valueStart),
      text.slice(attribute.valueEnd, attribute.end),
    ];
    assert.match(equals, /^\s*=\s*["']$/);
    assert.equal(close, equals.slice(-1));
    parts.push(gap, attribute.name, equals, text.slice(attribute.valueStart, attribute.valueEnd), close);
    at = attribute.end;
  }
  const end = text.slice(at, openEnd);
  assert.match(end, /^\s*\/?>$/);
  assert.equal(text.slice(start + 1, nameEnd), name);
  return parts.join('') + end;
}

suite('on the ANS examples', { skip: examples.skip }, () => {
  test('the nodes, put end to end, are the text', () => {
    for (const { name, text } of examples.documents()) {
      const document = parseXml(text);
      assert.deepEqual(document.faults, [], name);
      assert.ok(rebuilt(document) === text, name);
    }
  });

  test('with CRLF line ends too', () => {
    const [first] = examples.documents();
    const text = (first?.text ?? '').replace(/\r?\n/g, '\r\n');
    assert.ok(rebuilt(parseXml(text)) === text);
  });

  /** An independent parser, which knows lines and columns of elements, and names and values of attributes. */
  test('elements stand where xmldom finds them, with the same attributes and text', () => {
    let compared = 0;
    for (const { name, text } of examples.documents()) {
      if (!/Glyc|Auto-Presentable\.xml|TSH_1|IPS-FR_2024\.01\.xml|VSM/.test(name)) continue;
      const ours = parseXml(text);
      const lines = new LineIndex(text);
      // xmldom turns CRLF into LF before it counts, which leaves lines and columns of elements as they are.
      const theirs = [...elementsOf(new DOMParser().parseFromString(text, 'text/xml'))];
      assert.equal(ours.elements.length, theirs.length, name);
      theirs.forEach((element, index) => {
        const mine = ours.elements[index] as XmlElement;
        const { line, character } = lines.position(mine.start);
        const where = `${name}, line ${line + 1}`;
        assert.deepEqual([mine.name, mine.namespace], [element.nodeName, element.namespaceURI ?? ''], where);
        assert.deepEqual([line + 1, character + 1], [element.lineNumber, element.columnNumber], where);
        assert.deepEqual(
          mine.attributes.map((attribute) => `${attribute.name}=${attribute.value} ${attribute.namespace}`),
          Array.from(element.attributes, (one) => `${one.name}=${one.value} ${one.namespaceURI ?? ''}`),
          where,
        );
        if (mine.children.every(({ kind }) => kind === 'text'))
          assert.equal(mine.textContent, element.textContent, where);
        compared++;
      });
    }
    assert.ok(compared > 2000, `${compared} elements`);
  });
});

function* elementsOf(node: Node): Generator<Element> {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 1) yield child as Element;
    yield* elementsOf(child);
  }
}
