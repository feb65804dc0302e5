import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RenderError } from '../../server/src/render/errors';
import { standaloneHtml } from '../../server/src/render/standalone';
import {
  assertSafe,
  base64,
  cda,
  elements,
  narrative,
  observationMedia,
  parseHtml,
  pdf,
  png,
  render,
  rendered,
} from './support';

const links = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java&#10;script:alert(1)',
  'java&#9;script:alert(1)',
  '&#1;javascript:alert(1)',
  'java&#xAD;script:alert(1)',
  '&#x200B;javascript:alert(1)',
  'javascript&#58;alert(1)',
  'vbscript:x',
  'data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;',
  'file:///etc/passwd',
  'command:workbench.action.terminal.new',
  'vscode://x/y',
  '//evil.example/a',
  '\\\\evil\\share',
  'https:\\\\evil',
  'https:&quot;onmouseover=alert(1)',
  'blob:https://a/b',
  '',
];

for (const href of links) {
  test(`the link ${JSON.stringify(href)} is not followed`, () => {
    assert.doesNotMatch(rendered(`<linkHtml href="${href}">t</linkHtml>`), /<a /);
    const reference = `<entry><observationMedia ID="m"><value mediaType="image/png"><reference value="${href}"/></value></observationMedia></entry>`;
    assert.doesNotMatch(rendered('<renderMultiMedia referencedObject="m"/>', reference), /<a /);
  });
}

test('whitespace inside an allowed address goes away', () => {
  assert.match(
    rendered('<linkHtml href=" ht&#10;tps://a.fr/?a &amp;b">t</linkHtml>'),
    /<a href="https:\/\/a.fr\/\?a&amp;b"/,
  );
});

const markup = [
  '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
  '<script>alert(1)</script>',
  '<iframe src="https://evil"/>',
  '<object data="x"/><embed src="x"/>',
  '<form action="https://evil"><input name="a"/><button>b</button></form>',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
  '<img src="x" onerror="alert(1)"/>',
  '<style>* { background: url(https://evil) }</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil"/><base href="https://evil"/><link rel="stylesheet" href="https://evil"/>',
  '<content onclick="alert(1)" style="background:url(https://evil)" class="x">a</content>',
  '<table onclick="alert(1)" style="x" background="https://evil"><tbody><tr bgcolor="x"><td style="x" width="expression(1)">a</td></tr></tbody></table>',
  '<content styleCode="&quot;&gt;&lt;script&gt; url(x) a;b">a</content>',
  '<content ID="&quot; onclick=&quot;alert(1)">a</content>',
  '<content ID="a b&#10;c">a</content>',
  '<content language="&quot;&gt;x">a</content>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<![CDATA[</div><script>alert(1)</script>]]>',
  '<renderMultiMedia referencedObject="&quot;&gt;&lt;script&gt;"/>',
  '<list listType="&quot;x"><item>a</item></list>',
];

for (const source of markup) {
  test(`harmless: ${source.slice(0, 60)}`, () => {
    assertSafe(render(narrative(source)).html);
  });
}

test('hostile values of the header are text', () => {
  const attack = '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;';
  const { html, title } = render(
    cda(
      '<structuredBody/>',
      `<code code="x" displayName="${attack}"/><title>${attack}</title><effectiveTime value="${attack}"/>
       <languageCode code="${attack}"/><versionNumber value="${attack}"/><confidentialityCode code="${attack}"/>
       <recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="${attack}"/><telecom value="javascript:${attack}"/>
       <patient><name><given>${attack}</given></name><birthTime value="${attack}"/></patient></patientRole></recordTarget>`,
    ),
  );
  assertSafe(html);
  const page = standaloneHtml({ title, html, first: 'narrative' }, 'fr', '');
  assert.ok(page.includes('<title>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</title>'));
});

const image = (mediaType: string, content: string) =>
  rendered('<renderMultiMedia referencedObject="m"/>', observationMedia('m', mediaType, content));

test('an image is what its bytes are, not what the document says', () => {
  assert.doesNotMatch(image('image/png', base64('<script>alert(1)</script>')), /<img/);
  assert.doesNotMatch(image('image/png&quot;&gt;&lt;script&gt;', base64('x')), /<img/);
  assert.doesNotMatch(image('text/html', base64('<svg onload="alert(1)">')), /<img/);
  assert.match(image('image/svg+xml', base64('<svg onload="alert(1)"/>')), /<img src="data:image\/svg\+xml;base64,/);
  assert.doesNotMatch(image('image/svg+xml', base64('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>')), /<img/);
});

test('Base64 cannot leave its attribute', () => {
  for (const junk of [
    '&quot; onerror=&quot;alert(1)',
    '"onerror="a',
    '"',
    '>',
    '-',
    '_',
    '=',
    'A=A=',
    'A',
    'Ł',
    '\u0122',
    '\u200b',
  ]) {
    for (const content of [`${png}${junk}`, `${png.slice(0, 12)}${junk}${png.slice(12)}`]) {
      const html = image('image/png', content);
      assert.doesNotMatch(html, /<img/, content);
    }
  }
});

const refused = (text: string, kind: string) =>
  assert.throws(
    () => render(text),
    (error) => error instanceof RenderError && error.kind === kind && error.text.fr !== '' && error.text.en !== '',
  );

test('entities are refused at once, a bare document type is left out with a notice', () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(20)}">`).join('');
  const start = performance.now();
  refused(`<?xml version="1.0"?><!-- > --><!DOCTYPE x [<!ENTITY l0 "]>">${bomb}]>${narrative('&l30;')}`, 'entities');
  refused(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${narrative('&a;')}`, 'entities');
  refused(`<!DOCTYPE x [<!ENTITY % a SYSTEM "https://evil/x.dtd"> %a;]>${narrative('a')}`, 'entities');
  assert.ok(performance.now() - start < 100);
  refused(`<!DOCTYPE x SYSTEM "https://evil/x.dtd">${narrative('&a;')}`, 'not-well-formed');
  const { notice, html } = render(
    `<?xml version="1.0"?>\n<!DOCTYPE x [<!ELEMENT x ANY> <!-- " ] > -->]>${narrative('<paragraph>a</paragraph>')}`,
  );
  assert.match(notice?.fr ?? '', /DOCTYPE/);
  assert.match(html, /a<\/p>/);
});

test('text that is not a well-formed CDA: the line, in both languages', () => {
  assert.throws(() => render(`<a>\n<b>\n</a>`), {
    kind: 'not-well-formed',
    text: {
      fr: 'Le document n’est pas un XML bien formé (ligne 3).',
      en: 'The document is not well-formed XML (line 3: Unexpected close tag).',
    },
  });
  for (const text of ['', '  ', 'hello', '<a', '<a b=1/>', `${narrative('a')}<b`]) refused(text, 'not-well-formed');
  refused('<ClinicalDocument xmlns="urn:other"/>', 'not-cda');
});

test('the line is right after Base64 over many lines', () => {
  const wrapped = (png.match(/.{1,2}/g) ?? []).join('\n');
  const text = narrative('a', observationMedia('m', 'image/png', wrapped)).replace('</structuredBody>', '\n</oops>');
  const line = text.slice(0, text.indexOf('</oops>')).split('\n').length;
  assert.throws(
    () => render(text),
    (error) => error instanceof RenderError && error.text.fr.includes(`(ligne ${line})`),
  );
});

test('a standalone page loads and runs nothing', () => {
  const page = standaloneHtml(
    {
      title: 'x',
      html: '<article></article>',
      first: 'pdf',
      pdf: { base64: pdf, hash: '' },
      notice: { fr: '<b>', en: '' },
    },
    'fr',
    'a{}',
  );
  assert.match(
    page,
    /http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'/,
  );
  assert.match(
    page,
    new RegExp(`<a download="document.pdf" href="data:application/pdf;base64,${pdf.replace(/\+/g, '\\+')}">`),
  );
  assert.match(page, /&lt;b&gt;/);
  assert.doesNotMatch(page, /<script|https?:/);
});

test('no element of the page can be shadowed by an id of the document', () => {
  const { html } = render(narrative('<content ID="body">a</content><content ID="section-1">b</content>'));
  assert.deepEqual(
    elements('//span/@id', parseHtml(html)).map((id) => id.nodeValue),
    ['cda-body', 'cda-section-1'],
  );
});

test('an image used hundreds of times does not fill the memory: each is shown once, then named', () => {
  const image = (id: string) =>
    observationMedia(id, 'image/png', base64(`\x89PNG\r\n\x1a\n${id}${'\0'.repeat(1_000_000)}`));
  const uses = '<renderMultiMedia referencedObject="m"><caption>vu</caption></renderMultiMedia>'.repeat(100);
  const { html, notice } = render(
    narrative(`${uses}<renderMultiMedia referencedObject="n"/>`, image('m') + image('n')),
  );
  assert.ok(html.length < 40e6, `${html.length}`);
  assert.match(html, /<img alt="vu" data-cda-id="m">/);
  assert.match(html, /<img src="data:image\/png;base64,[A-Za-z0-9+/=]+" alt="[^"]*" data-cda-id="n">/);
  assert.match(notice?.en ?? '', /too often/);
  const name = observationMedia('m', 'image/png', base64('\x89PNG\r\n\x1a\n')).replace(
    '<value',
    `<text mediaType="image/png" representation="B64">${'AAAA'.repeat(250_000)}</text><value`,
  );
  const named = render(narrative('<renderMultiMedia referencedObject="m"/>'.repeat(100), name));
  assert.ok(named.html.length < 40e6, `${named.html.length}`);
});

test('a DOCTYPE that never ends is said, and what looks like its end inside a literal is none', () => {
  refused(`<!DOCTYPE x [${narrative('a')}`, 'not-well-formed');
  refused(`<!DOCTYPE x [<!-- ${narrative('a')}`, 'not-well-formed');
  const quotes = `<!DOCTYPE x [<!ATTLIST x y CDATA "]>" z CDATA '<'>]>${narrative('<paragraph>a</paragraph>')}`;
  assert.match(render(quotes).html, />a<\/p>/);
});

test('as many notes as one likes: each is numbered once', () => {
  const notes = Array.from({ length: 800 }, (_, i) => `<footnote ID="f${i}">x</footnote><footnoteRef IDREF="f${i}"/>`);
  const before = process.cpuUsage();
  const { html } = render(narrative(notes.join('')));
  const taken = process.cpuUsage(before).user / 1e6;
  assert.ok(taken < 4, `${taken} s`);
  assert.match(html, /<sup class="cda-note"><a href="#cda-f799">800<\/a><\/sup>/);
});

test('notes are counted anew in each text', () => {
  const section = (id: string) =>
    `<component><section><title>t</title><text>a<footnote ID="${id}1">x</footnote><footnote ID="${id}2">y</footnote></text></section></component>`;
  const { html } = render(cda(`<structuredBody>${section('a')}${section('b')}</structuredBody>`));
  assert.deepEqual(
    Array.from(html.matchAll(/<a href="#cda-(\w+)">(\d)</g), ([, id, number]) => `${id} ${number}`),
    ['a1 1', 'a2 2', 'b1 1', 'b2 2'],
  );
});

test('only the page of a level-1 PDF has a frame: of that PDF, under a media type that is ours', () => {
  const page = (isBody: boolean, base64 = pdf) =>
    standaloneHtml(
      { title: 'x', html: '<article></article>', first: 'pdf', pdf: { base64, hash: '', isBody } },
      'fr',
      '',
    );
  const frames = page(true).match(/<iframe[^>]*>/g);
  assert.deepEqual(frames, [
    `<iframe class="cda-frame" title="PDF du document" src="data:application/pdf;base64,${pdf}" referrerpolicy="no-referrer">`,
  ]);
  assert.match(page(true), /content="default-src 'none'; [^"]*; frame-src data:"/);
  assert.match(page(true), /<a download="document\.pdf"/);
  assert.match(page(true, `${pdf}"><script>`), /src="data:application\/pdf;base64,[^"]*&quot;&gt;&lt;script&gt;"/);
  const tooLong = pdf.repeat(Math.ceil((2 * 1024 * 1024) / pdf.length));
  for (const other of [page(false), page(true, tooLong)]) assert.doesNotMatch(other, /<iframe|frame-src/);
  const paper = { annexes: [], css: '' };
  const printed = { title: 'x', html: '', first: 'pdf', pdf: { base64: pdf, hash: '', isBody: true } } as const;
  assert.doesNotMatch(standaloneHtml(printed, 'fr', '', paper), /<iframe|frame-src|base64,/);
});
