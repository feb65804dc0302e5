import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertSafe,
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

const cases: Record<string, [narrative: string, html: string]> = {
  'text alone': ['libre', 'libre'],
  paragraph: ['<paragraph>a</paragraph>', '<p class="cda-paragraph">a</p>'],
  'paragraph with a block': [
    '<paragraph>a<list><item>b</item></list></paragraph>',
    '<div class="cda-paragraph">a<div class="cda-list"><ul><li>b</li></ul></div></div>',
  ],
  'content with ID': ['<content ID="x">a</content>', '<span id="cda-x" data-cda-id="x">a</span>'],
  'styleCodes, several and in any case': [
    '<content styleCode="Bold xHighlight underline">a</content>',
    '<span class="s-bold s-xhighlight s-underline">a</span>',
  ],
  revisions: ['<content revised="insert">a</content><content revised="delete">b</content>', '<ins>a</ins><del>b</del>'],
  'br, sub, sup': ['a<br/>b<sub>2</sub><sup>3</sup>', 'a<br>b<sub>2</sub><sup>3</sup>'],
  'break after a block': ['<paragraph>a</paragraph> <br/>b<br/>c', '<p class="cda-paragraph">a</p> b<br>c'],
  pre: ['<pre>a  b</pre>', '<pre>a  b</pre>'],
  'unordered list with caption': [
    '<list styleCode="Square"><caption>c</caption><item>a</item></list>',
    '<div class="cda-list"><span class="cda-caption">c</span><ul class="s-square"><li>a</li></ul></div>',
  ],
  'ordered list': [
    '<list listType="ordered" styleCode="BigRoman"><item ID="i"><caption>c</caption>a</item></list>',
    '<div class="cda-list"><ol class="s-bigroman"><li id="cda-i" data-cda-id="i"><span class="cda-caption">c</span>a</li></ol></div>',
  ],
  'text in a list': ['<list>a<item>b</item></list>', '<div class="cda-list"><ul><li>a</li><li>b</li></ul></div>'],
  table: [
    `<table border="1" width="100%"><caption>c</caption><colgroup><col width="20%"/><col span="2"/></colgroup>
     <thead><tr><th colspan="2">a</th><th>b</th></tr></thead><tfoot><tr><td>f</td></tr></tfoot>
     <tbody align="center"><tr styleCode="Botrule"><th>h</th><td rowspan="2" align="right" valign="top">d</td></tr></tbody></table>`,
    '<div class="cda-table"><table class="bordered" width="100%"><caption>c</caption><colgroup><col width="20%"><col span="2"></colgroup>' +
      '<thead><tr><th colspan="2" scope="colgroup">a</th><th scope="col">b</th></tr></thead><tfoot><tr><td>f</td></tr></tfoot>' +
      '<tbody class="a-center"><tr class="s-botrule"><th scope="row">h</th><td class="a-right v-top" rowspan="2">d</td></tr></tbody></table></div>',
  ],
  'rules, frame, headers': [
    '<table rules="rows" frame="box"><tbody><tr><td headers="a b" abbr="x">d</td></tr></tbody></table>',
    '<div class="cda-table"><table class="rules-rows frame-box"><tbody><tr><td abbr="x" headers="cda-a cda-b">d</td></tr></tbody></table></div>',
  ],
  'spans that are no numbers': [
    '<table><tbody><tr><td colspan="x" rowspan="99999">d</td></tr></tbody></table>',
    '<div class="cda-table"><table><tbody><tr><td>d</td></tr></tbody></table></div>',
  ],
  'what a table may not hold': [
    '<table>a<tbody><content>b</content><br/><tr>c<td>d</td></tr></tbody></table>',
    '<div class="cda-table"><table><tr><td>a</td></tr><tbody><tr><td><span>b</span></td></tr><tr><td>c</td><td>d</td></tr></tbody></table></div>',
  ],
  'external link': [
    '<linkHtml href="https://a.fr/?b&amp;c">t</linkHtml>',
    '<a href="https://a.fr/?b&amp;c" rel="noopener noreferrer">t</a>',
  ],
  'internal link': ['<linkHtml href="#x">t</linkHtml>', '<a href="#cda-x">t</a>'],
  'link without text': [
    '<linkHtml href="mailto:a@b.fr"/>',
    '<a href="mailto:a@b.fr" rel="noopener noreferrer">mailto:a@b.fr</a>',
  ],
  'relative link': [
    '<linkHtml href="annexes/a.pdf">t</linkHtml>',
    '<span class="cda-refused-link" title="Lien non suivi : annexes/a.pdf">t</span>',
  ],
  'unknown element': ['<blink ID="z">a<b>b</b></blink>', '<span id="cda-z" data-cda-id="z">a<span>b</span></span>'],
  'foreign element': ['<x:y xmlns:x="urn:x">a</x:y>', '<span>a</span>'],
  comment: ['a<!-- b -->c', 'ac'],
};

for (const [name, [source, html]] of Object.entries(cases)) {
  test(name, () => assert.equal(rendered(source), html));
}

test('a footnote stands at the end of the text, its references point at it', () => {
  const html = rendered(
    'a<footnote ID="n">note <content styleCode="Bold">1</content></footnote>b<footnoteRef IDREF="n"/>',
  );
  assert.equal(
    html,
    'a<sup class="cda-note" id="cda-n-ref"><a href="#cda-n">1</a></sup>b<sup class="cda-note"><a href="#cda-n">1</a></sup>' +
      '<aside class="cda-footnotes" aria-label="Notes"><ol><li id="cda-n" data-cda-id="n">note <span class="s-bold">1</span> ' +
      '<a class="back" href="#cda-n-ref" aria-label="Retour au texte">↩</a></li></ol></aside>',
  );
});

test('an image, whatever type the document says it has', () => {
  const html = rendered(
    '<renderMultiMedia referencedObject="m"><caption>vu</caption></renderMultiMedia>',
    observationMedia('m', 'image/jpeg', png),
  );
  assert.equal(
    html,
    `<figure class="cda-media"><img src="data:image/png;base64,${png}" alt="vu" data-cda-id="m"><figcaption>vu</figcaption></figure>`,
  );
});

test('Base64 over several lines, in CDATA or with comments is cleaned', () => {
  const broken = `\n  ${png.slice(0, 6)}\n&#10;<!-- x --><![CDATA[${png.slice(6)}]]>\n`;
  assert.ok(
    rendered('<renderMultiMedia referencedObject="m"/>', observationMedia('m', 'image/png', broken)).includes(
      `base64,${png}"`,
    ),
  );
});

test('a region of interest shows its image', () => {
  const region = `<entry><regionOfInterest ID="r" classCode="ROIOVL" moodCode="EVN"><entryRelationship typeCode="SUBJ">${observationMedia('m', 'image/png', png).replace(/<\/?entry>/g, '')}</entryRelationship></regionOfInterest></entry>`;
  assert.match(rendered('<renderMultiMedia referencedObject="r"/>', region), /<img src="data:image\/png;base64,/);
});

test('a PDF that is no copy of the document is named with its size, and leads to where it is shown', () => {
  const html = rendered('<renderMultiMedia referencedObject="m"/>', observationMedia('m', 'application/pdf', pdf));
  assert.match(
    html,
    /<a class="cda-file cda-pdf" href="#cda-pdf" data-view="pdf" data-pdf="[0-9a-f]{64}" data-cda-id="m">Document PDF \(24 octets\)<\/a>/,
  );
});

test('media that cannot be shown are said', () => {
  const show = (media: string) => rendered('<renderMultiMedia referencedObject="m"/>', media);
  assert.match(show(''), /Objet multimédia introuvable : m/);
  assert.match(show(observationMedia('m', 'image/png', 'n o t*base64')), /Contenu illisible \(image\/png\)/);
  assert.match(
    show(observationMedia('m', 'application/xml', btoa('<a/>'))),
    /Fichier joint, application\/xml \(4 octets\)/,
  );
  const external = show(
    '<entry><observationMedia ID="m"><value mediaType="image/png"><reference value="https://a.fr/b.png"/></value></observationMedia></entry>',
  );
  assert.match(external, /Fichier externe : <a href="https:\/\/a.fr\/b.png"/);
});

test('sections nest: headings by depth, contents, ids', () => {
  const section = (title: string, inner = '') =>
    `<component><section ID="${title}"><title>${title}</title><text>${title}</text>${inner}</section></component>`;
  const { html } = render(
    cda(`<structuredBody>${section('A', section('B', section('C')))}${section('D')}</structuredBody>`),
  );
  assertSafe(html);
  const document = parseHtml(html);
  assert.deepEqual(
    elements('//main//*[starts-with(@id, "section-")]', document).map(
      (heading) => `${heading.tagName} ${heading.getAttribute('id')} ${heading.textContent}`,
    ),
    ['h2 section-1 A', 'h3 section-1-1 B', 'h4 section-1-1-1 C', 'h2 section-2 D'],
  );
  assert.deepEqual(
    elements('//nav//a', document).map((link) => link.getAttribute('href')),
    ['#section-1', '#section-1-1', '#section-1-1-1', '#section-2'],
  );
  assert.equal(
    elements('//section[@data-cda-id="C"][@id="cda-C"][@aria-labelledby="section-1-1-1"]', document).length,
    1,
  );
  assert.doesNotMatch(render(narrative('a')).html, /<nav/);
});

test('the text of a mark that a document imitates is left alone', () => {
  assert.equal(rendered('media0123456789abcdef01234567x0-png-4.'), 'media0123456789abcdef01234567x0-png-4.');
  assert.equal(
    rendered('<![CDATA[<value representation="B64">QUJD</value>]]>'),
    '&lt;value representation="B64"&gt;QUJD&lt;/value&gt;',
  );
  assert.equal(render(cda('<structuredBody/>', '<title representation="B64">QUJD</title>')).title, 'QUJD');
});
