import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { maxFaults, parseXml } from '../../server/src/xml/parse';
import type { XmlDocument, XmlElement } from '../../server/src/xml/tree';

/** `message «text at the fault»` of every fault. */
function faults({ faults, text }: XmlDocument): string[] {
  return faults.map(({ message, start, end }) => `${message.en} «${text.slice(start, end)}»`);
}

/** The tree in one line: names, attributes, text between quotes. */
function shape(element: XmlElement | undefined): string {
  if (!element) return '-';
  const attributes = element.attributes.map(({ name, value }) => ` ${name}=${value}`).join('');
  const children = element.children.map((node) =>
    node.kind === 'element' ? shape(node) : node.kind === 'text' ? JSON.stringify(node.value) : node.kind,
  );
  return `${element.name}${attributes}(${children.join(' ')})`;
}

suite('a text that changes from one version to the next', () => {
  const long = `<a>${'x'.repeat(100_000)}</a>`;
  const found = (text: string) => parseXml(text).faults.map(({ start }) => start);

  test('a forbidden character is found wherever it comes, and only as long as it stands there', () => {
    for (const at of [3, 0x3fff, 0x4000, 0x4001, 50_000, 0x8000, long.length - 0x4000 - 1, long.length - 5]) {
      for (const after of [at, at + 1]) {
        assert.deepEqual(found(long), []);
        assert.deepEqual(found(`${long.slice(0, at)}\u0001${long.slice(after)}`), [at], `${at}, ${after}`);
      }
    }
    assert.deepEqual(found(long), []);
  });

  test('one that was there before is found again beside another change', () => {
    const bad = long.replace('xx', 'x\u0002x');
    assert.deepEqual([found(bad), found(bad.replace('xxx</a>', 'xyx</a>'))], [[4], [4]]);
    assert.deepEqual(found(`${bad}<!-- ${long.slice(3, -4)} -->`), [4]);
    assert.deepEqual(found('<a>\ufffe</a>'), [3]);
  });
});

suite('exact offsets', () => {
  const text = `<?xml version="1.0"?>\r\n<c:a xmlns:c="urn:c" c:x = 'é&lt;1' y=""><!-- n --><b/>t&amp;u<![CDATA[<r>]]></c:a >`;
  const document = parseXml(text);
  const root = document.root as XmlElement;
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);

  test('elements and their tags', () => {
    assert.equal(at(root), text.slice(text.indexOf('<c:a'), text.length));
    assert.equal(at(root.openSpan), `<c:a xmlns:c="urn:c" c:x = 'é&lt;1' y="">`);
    assert.equal(at(root.nameSpan), 'c:a');
    assert.equal(text.slice(root.closeStart, root.end), '</c:a >');
    const empty = document.elements[1] as XmlElement;
    assert.deepEqual([at(empty), empty.selfClosing, empty.closeStart], ['<b/>', true, empty.end]);
  });

  test('attributes: name, value, whole', () => {
    const shown = root.attributes.map((attribute) => [
      text.slice(attribute.start, attribute.nameEnd),
      at(attribute.valueSpan),
      at(attribute),
      attribute.value,
    ]);
    assert.deepEqual(shown, [
      ['xmlns:c', 'urn:c', 'xmlns:c="urn:c"', 'urn:c'],
      ['c:x', 'é&lt;1', `c:x = 'é&lt;1'`, 'é<1'],
      ['y', '', 'y=""', ''],
    ]);
    assert.deepEqual(
      root.attributes.map(({ namespace }) => namespace),
      ['http://www.w3.org/2000/xmlns/', 'urn:c', ''],
    );
  });

  test('text, comments, sections, instructions', () => {
    const nodes = root.children.map((node) => `${node.kind} ${at(node)}`);
    assert.deepEqual(nodes, ['comment <!-- n -->', 'element <b/>', 'text t&amp;u', 'text <![CDATA[<r>]]>']);
    assert.equal(root.textContent, 't&u<r>');
    assert.deepEqual(document.children.map(at).slice(0, 1), ['<?xml version="1.0"?>']);
    assert.deepEqual(document.faults, []);
  });

  test('descendants stand between index and lastIndex', () => {
    const { elements } = parseXml('<a><b><c/></b><d/></a>');
    assert.deepEqual(
      elements.map(({ name, index, lastIndex }) => `${name} ${index} ${lastIndex}`),
      ['a 0 4', 'b 1 3', 'c 2 3', 'd 3 4'],
    );
  });

  test('a part of a decoded value stands where it is written', () => {
    const attribute = parseXml(`<a x="é&amp;&#x1F600;\r\nz"/>`).root?.attribute('x');
    assert.ok(attribute);
    assert.equal(attribute.value, 'é&😀 z');
    const part = (from: number, to: number) => {
      const { start, end } = attribute.sourceSpan(from, to);
      return `<a x="é&amp;&#x1F600;\r\nz"/>`.slice(start, end);
    };
    assert.deepEqual(
      [part(0, 1), part(1, 2), part(2, 4), part(4, 6), part(0, 6)],
      ['é', '&amp;', '&#x1F600;', '\r\nz', 'é&amp;&#x1F600;\r\nz'],
    );
  });

  test('half a character stands where the whole one does, an unknown entity where it is written', () => {
    const text = '<a x="&#x1F600;é&nbsp;z&lt;"/>';
    const attribute = parseXml(text).root?.attribute('x');
    assert.ok(attribute);
    assert.equal(attribute.value, '😀é&nbsp;z<');
    const part = (from: number, to: number) => {
      const { start, end } = attribute.sourceSpan(from, to);
      return text.slice(start, end);
    };
    assert.deepEqual(
      [part(0, 1), part(1, 2), part(1, 3), part(3, 9), part(9, 11), part(0, 0)],
      ['&#x1F600;', '&#x1F600;', '&#x1F600;é', '&nbsp;', 'z&lt;', ''],
    );
  });
});

suite('decoding', () => {
  test('references, named and numbered', () => {
    assert.equal(parseXml('<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>').root?.textContent, `<>&"'A😀`);
  });

  test('line ends become \\n in text and a blank in attributes', () => {
    const { root, faults } = parseXml('<a x="1\r\n2\t3\r4">1\r\n2\r3</a>\r\n');
    assert.equal(root?.attribute('x')?.value, '1 2 3 4');
    assert.equal(root.textContent, '1\n2\n3');
    assert.deepEqual(faults, []);
  });

  test('a CDATA section is not decoded', () => {
    assert.equal(parseXml('<a><![CDATA[&amp;<b>]]></a>').root?.textContent, '&amp;<b>');
  });

  test('namespaces: default, prefixed, redeclared, undone', () => {
    const { elements } = parseXml('<a xmlns="u"><p:b xmlns:p="v"><p:c xmlns:p="w"/><p:d/></p:b><e xmlns=""/><f/></a>');
    assert.deepEqual(
      elements.map(({ local, namespace }) => `${local} ${namespace}`),
      ['a u', 'b v', 'c w', 'd v', 'e ', 'f u'],
    );
  });

  test('the prefix inside xsi:type has the namespace that its element sees', () => {
    const types = parseXml(
      `<a xmlns:x="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="u">
        <b xmlns:p="v" x:type="p:T"><c x:type=" p:T " xmlns:p="w"/><d x:type="p:T"/></b><e x:type="p:T"/><f x:type="q:T"/><g x:type="T"/></a>`,
    ).elements.map((element) => element.attributes.find(({ local }) => local === 'type')?.valueNamespace);
    assert.deepEqual(types.slice(1), ['v', 'w', 'v', 'u', undefined, undefined]);
  });
});

suite('recovery: the fault at its place, the tree still usable', () => {
  for (const [name, text, expected, tree] of [
    ['end tag missing', '<a><b>t</a>', ['<b> is never closed. «<b»'], 'a(b("t"))'],
    ['all end tags missing', '<a><b>t', ['<a> is never closed. «<a»', '<b> is never closed. «<b»'], 'a(b("t"))'],
    ['stray end tag', '<a>t</b>u</a>', ['</b> closes nothing: <a> is open. «</b>»'], 'a("t" "u")'],
    [
      'crossed tags',
      '<a><b><c></b></c></a>',
      ['<c> is never closed. «<c»', '</c> closes nothing: <a> is open. «</c>»'],
      'a(b(c()))',
    ],
    ['> missing before a child', '<a><b x="1"\n<c/></b></a>', ['The tag <b> has no “>”. «<b»'], 'a(b x=1("\\n" c()))'],
    ['> missing, empty element', '<a><b x="1"\n<c/></a>', ['The tag <b> has no “>”. «<b»'], 'a(b x=1() "\\n" c())'],
    ['> missing in an end tag', '<a><b></b<c/></a>', ['The end tag </b> has no “>”. «</b»'], 'a(b() c())'],
    [
      'closing quote missing',
      '<a><b x="1/>\n<c y="2"/></a>',
      ['The value of x has no closing quote. «"1»'],
      'a(b x=1() "\\n" c y=2())',
    ],
    ['opening quote missing', '<a x=1"/>', ['The value of x must be quoted. «x=1"»'], 'a x=1"()'],
    ['value missing', '<a x y="1"/>', ['The attribute x has no value. «x»'], 'a y=1()'],
    [
      'no blank between attributes',
      '<a x="1"y="2"/>',
      ['White space is missing before this attribute. «y»'],
      'a x=1 y=2()',
    ],
    ['attribute twice', '<a x="1" x="2"/>', ['The attribute x is given twice. «x»'], 'a x=1()'],
    [
      'attribute twice by its namespace',
      '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>',
      ['The attribute q:x is given twice. «q:x»'],
      'a xmlns:p=u xmlns:q=u p:x=1 q:x=2()',
    ],
    ['< in an attribute', '<a x="1<2"/>', ['“<” must be written “&lt;” in an attribute. «<»'], 'a x=1<2()'],
    [
      'lone &',
      '<a x="R&D">R&D & co; &</a>',
      [
        'A lone “&” must be written “&amp;”. «&»',
        'A lone “&” must be written “&amp;”. «&»',
        'A lone “&” must be written “&amp;”. «&»',
        'A lone “&” must be written “&amp;”. «&»',
      ],
      'a x=R&D("R&D & co; &")',
    ],
    ['unknown entity', '<a>&eacute;</a>', ['Unknown entity “&eacute;”. «&eacute;»'], 'a("&eacute;")'],
    [
      'reference to no character',
      '<a>&#0;&#xD800;</a>',
      ['“&#0;” is no character of XML. «&#0;»', '“&#xD800;” is no character of XML. «&#xD800;»'],
      'a("&#0;&#xD800;")',
    ],
    [
      'lone <',
      '<a>1 < 2 <3<b/></a>',
      ['A “<” that starts no tag must be written “&lt;”. «<»', 'A “<” that starts no tag must be written “&lt;”. «<»'],
      'a("1 < 2 <3" b())',
    ],
    [']]> in text', '<a>x]]>y</a>', ['“]]>” must not stand in text. «]]>»'], 'a("x]]>y")'],
    [
      'text around the root',
      'x<a/>y',
      ['Text outside of the root element. «x»', 'Text outside of the root element. «y»'],
      'a()',
    ],
    ['two roots', '<a/><b/>', ['A second root element, <b>. «<b»'], 'a()'],
    [
      'undeclared prefix',
      '<p:a q:x="1"/>',
      ['The prefix “p” is not declared. «p»', 'The prefix “q” is not declared. «q»'],
      'p:a q:x=1()',
    ],
    ['comment without end', '<a><!-- x', ['<a> is never closed. «<a»', 'Comment without “-->”. «<!--»'], 'a(comment)'],
    ['-- in a comment', '<a><!-- x -- y --></a>', ['“--” must not stand in a comment. «--»'], 'a(comment)'],
    [
      'section without end',
      '<a><![CDATA[x',
      ['<a> is never closed. «<a»', 'CDATA section without “]]>”. «<![CDATA[»'],
      'a("x")',
    ],
    [
      'declaration not first',
      ' <?xml version="1.0"?><a/>',
      ['The XML declaration must be at the very start of the document. «<?xml»'],
      'a()',
    ],
    ['control character', '<a>\u0001</a>', ['The character U+0001 is not allowed in XML. «\u0001»'], 'a("\\u0001")'],
  ] as const) {
    test(name, () => {
      const document = parseXml(text);
      assert.deepEqual(faults(document), expected);
      assert.equal(shape(document.root), tree);
    });
  }

  test('a tag that was deleted from a real document is one fault, at the tag that lost it', () => {
    const text = readFileSync(join(__dirname, '../../samples/CR-BIO_glycemie.xml'), 'utf8');
    let count = 0;
    for (const element of parseXml(text).elements) {
      if (element.selfClosing || !element.parent || element.children.every(({ kind }) => kind !== 'element')) continue;
      count++;
      const withoutStart = text.slice(0, element.start) + text.slice(element.openEnd);
      const end = element.closeStart - (element.openEnd - element.start);
      const withoutEnd = text.slice(0, element.closeStart) + text.slice(element.end);
      for (const [changed, place] of [
        [withoutStart, end],
        [withoutEnd, element.start],
      ] as const) {
        const { faults } = parseXml(changed);
        const said = `${element.name} at ${element.start}: ${faults.map(({ message }) => message.en).join(' ')}`;
        assert.deepEqual(
          faults.map(({ start }) => start),
          [place],
          said,
        );
      }
    }
    assert.ok(count > 200, `${count} elements`);
  });

  test('nothing to read: empty text, blanks, no XML at all', () => {
    for (const [text, expected] of [
      ['', ['No root element. «»']],
      [' \n', ['No root element. « »']],
      ['hello', ['Text outside of the root element. «hello»', 'No root element. «h»']],
      [
        '%PDF-1.4 < x',
        [
          'Text outside of the root element. «%PDF-1.4 < x»',
          'No root element. «%»',
          'A “<” that starts no tag must be written “&lt;”. «<»',
        ],
      ],
    ] as const) {
      const document = parseXml(text);
      assert.deepEqual(faults(document), expected);
      assert.equal(document.root, undefined);
    }
  });

  test('no more faults than one can read, the first ones of the text', () => {
    const { faults } = parseXml(`<a>${'&'.repeat(10_000)}</a>`);
    assert.equal(faults.length, maxFaults);
    assert.deepEqual(
      faults.map(({ start }) => start),
      Array.from({ length: maxFaults }, (_, i) => 3 + i),
    );
  });
});

suite('DOCTYPE', () => {
  test('is passed over and said once; its entities stay as they are written', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const bomb = `<!DOCTYPE a [<!ENTITY l0 "ha">${levels}<!-- > --><?p > ?>]>`;
    const document = parseXml(`${bomb}<a>&l30;</a>`);
    assert.deepEqual(
      document.faults.map(({ kind, start, end }) => [kind, start, end]),
      [['doctype', 0, bomb.length]],
    );
    assert.equal(document.root?.textContent, '&l30;');
  });

  test('external identifiers are not read', () => {
    const document = parseXml(
      '<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    );
    assert.equal(document.root?.textContent, '&x;');
    assert.deepEqual(
      document.faults.map(({ kind }) => kind),
      ['doctype'],
    );
  });

  test('without end: the rest is still read', () => {
    const document = parseXml('<!DOCTYPE a [\n<a><b/></a>');
    assert.equal(document.faults[0]?.message.en, 'DOCTYPE without “>”.');
    assert.equal(shape(document.root), 'a(b())');
  });
});
