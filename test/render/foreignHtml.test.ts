import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { safeDeclarations, safeStyleSheet } from '../../server/src/render/foreign/css';
import { safeHtml } from '../../server/src/render/foreign/html';
import { SourceMatcher } from '../../server/src/render/foreign/match';
import { narrative } from './support';

function safe(html: string, document = narrative('x')) {
  const cda = CdaDocument.read(document) as CdaDocument;
  const numberOf = (element: { index: number }) => element.index;
  const result = safeHtml(`<html><body>${html}</body></html>`, new SourceMatcher(cda), numberOf, 'fr');
  return { ...result, html: /^<div class="cda-foreign-page"><div[^>]*>(.*)<\/div><\/div>$/s.exec(result.html)?.[1] };
}

const cases: Readonly<Record<string, readonly [html: string, expected: string]>> = {
  script: ['a<script>alert(1)</script>b', 'ab'],
  handler: ['<p onclick="alert(1)" class="c">a</p>', '<p class="c">a</p>'],
  'javascript link': ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  'javascript link in disguise': ['<a href=" java&#9;script:alert(1)">a</a>', '<a>a</a>'],
  'data link': ['<a href="data:text/html,x">a</a>', '<a>a</a>'],
  'web link': [
    '<a href="https://a.fr/?b&amp;c">a</a>',
    '<a href="https://a.fr/?b&amp;c" rel="noopener noreferrer">a</a>',
  ],
  'internal link': ['<a href="#x" name="y">a</a>', '<a href="#x" name="y">a</a>'],
  'image of the web': ['<img src="http://a.fr/x.png" alt="t">', '<img alt="t">t'],
  'embedded image': ['<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA">'],
  'image whose Base64 has lines, which the HTML method escapes': [
    '<img src="data:image/jpeg;base64,%0A%09AAAA%0D%0AAAAA%20">',
    '<img src="data:image/jpeg;base64,  AAAA  AAAA">',
  ],
  'image with other data': ['<img src="data:text/html;base64,AAAA">', '<img>'],
  svg: ['<svg onload="x"><script>x</script><a href="javascript:x">y</a></svg>b', 'b'],
  math: ['<math><mtext><img src=x onerror=alert(1)></mtext></math>b', 'b'],
  frame: ['<iframe src="http://a.fr">x</iframe>', '<span class="cda-missing">[Contenu incorporé non affiché]</span>'],
  'frame with a PDF': [
    '<iframe src="data:application/pdf;base64,AAAA"></iframe>',
    '<a class="cda-file cda-pdf" href="#cda-pdf" data-view="pdf">[Document PDF, 1 Ko]</a>',
  ],
  form: ['<form action="http://a.fr"><input name="a">b<button>c</button></form>', 'b'],
  'raw text': ['<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', '"&gt;'],
  style: ['<p style="color:red;background:url(http://a.fr)">a</p>', '<p data-style="color:red">a</p>'],
  quotes: [
    '<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;</p>',
    '<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;</p>',
  ],
  comment: ['a<!-- <script> -->b', 'ab'],
  'meta and base': ['<meta http-equiv="refresh" content="0;url=x"><base href="http://a.fr/">a', 'a'],
};

for (const [name, [html, expected]] of Object.entries(cases)) {
  test(`HTML: ${name}`, () => {
    const actual = safe(html).html;
    if (name === 'raw text') assert.doesNotMatch(actual ?? '', /<img|onerror=[^&]*</);
    else assert.equal(actual, expected);
  });
}

test('HTML: long Base64 comes through wherever it is safe, and nowhere else', () => {
  const long = 'QUJD'.repeat(1000);
  const image = `<img src="data:image/png;base64,${long}==">`;
  assert.equal(safe(image + image).html, image + image);
  assert.equal(safe(`a ;base64,${long} b`).html, `a ;base64,${long} b`);
  assert.equal(safe(`<img src="data:text/html;base64,${long}">`).html, '<img>');
  assert.match(
    safe(`<object data="data:application/pdf;base64,${long}"></object>`).html ?? '',
    /\[Document PDF, 3 Ko\]/,
  );
  const background = `url(data:image/png;base64,${long})`;
  assert.match(safe(`<style>p{background:${background}}</style>`).css, new RegExp(long));
  assert.equal(
    safe(`<p style="background:${background}">a</p>`).html,
    `<p data-style="background:${background}">a</p>`,
  );
  assert.equal(safe(`<title>;base64,${long}</title>`).title.length, 1000);
});

test('HTML: places where Base64 might begin cost no more than their length', () => {
  const started = process.cpuUsage();
  const many = ';base64,'.repeat(200_000);
  assert.equal(safe(`<p>${many}</p>`).html, `<p>${many}</p>`);
  assert.equal(safe(`<p title="${many}">a</p>`).html, `<p title="${many}">a</p>`);
  const milliseconds = process.cpuUsage(started).user / 1000;
  assert.ok(milliseconds < 5000, String(milliseconds));
});

const sheets: Readonly<Record<string, readonly [css: string, expected: string]>> = {
  'a rule': ['p{color:red}', 'p{color:red}'],
  import: ['@import url(http://a.fr/x.css);p{color:red}', 'p{color:red}'],
  'import of a string': ['@import "http://a.fr/x.css";p{color:red}', 'p{color:red}'],
  url: ['p{background:url(http://a.fr/x);color:red}', 'p{color:red}'],
  'quoted url': ['p{background:url("//a.fr/x")}', 'p{}'],
  'escaped url': ['p{background:u\\72l(http://a.fr/x)}', 'p{}'],
  'data url': ['p{background:url(data:image/png;base64,AAAA)}', 'p{background:url(data:image/png;base64,AAAA)}'],
  'image-set': ['p{background:image-set("http://a.fr/x" 1x)}', 'p{}'],
  expression: ['p{width:expression(alert(1))}', 'p{}'],
  behavior: ['p{behavior:url(x.htc);-moz-binding:url(x)}', 'p{}'],
  font: ['@font-face{font-family:a;src:url(http://a.fr/x)}p{color:red}', 'p{color:red}'],
  'attribute read out': ['input[value^="a"]{background:url(http://a.fr/a)}', 'input[value^="a"]{}'],
  'a custom property': ['p{--x:url(http://a.fr);color:red}', 'p{color:red}'],
  'over everything': ['p{position:fixed;top:0}', 'p{top:0}'],
  'page elements': [
    'html{color:red}body p,:root{color:blue}',
    '.cda-foreign-page{color:red}.cda-foreign-body p,.cda-foreign-page{color:blue}',
  ],
  media: ['@media print{p{color:red}}', '@media print{p{color:red}}'],
};

for (const [name, [css, expected]] of Object.entries(sheets)) {
  test(`CSS: ${name}`, () => assert.equal(safeStyleSheet(css), expected));
}

test('CSS leaves no end of its element', () => {
  assert.doesNotMatch(safeStyleSheet('p::before{content:"</style><script>alert(1)</script>"}'), /<\/style/);
  assert.equal(safeDeclarations('color:red;background:url(//a.fr)'), 'color:red');
});

test('places are found by ID, by a title and by a row that stand once; never by what is repeated', () => {
  const document = narrative(
    '<table><tr><td ID="i">a</td><td>1,5</td></tr><tr><td>twice</td></tr><tr><td>twice</td></tr></table>',
  );
  const cda = CdaDocument.read(document) as CdaDocument;
  const index = (local: string) => cda.elements.find((element) => element.local === local)?.index;
  const { html } = safe(
    '<h3>Section</h3><table><tr><td>a</td> <td>1,5</td></tr><tr><td>twice</td></tr></table><p id="i">x</p><h3>Other</h3>',
    document,
  );
  assert.equal(html?.match(/<h3 data-anchor="\d+">Section/)?.length, 1);
  assert.ok(html?.includes(`<tr data-anchor="${index('tr')}"><td>a</td>`));
  assert.ok(html?.includes(`<p id="i" data-anchor="${index('td')}">`));
  assert.equal(html?.match(/data-anchor/g)?.length, 3);
});

test('an address of a megabyte is read once', () => {
  const spaces = ' '.repeat(1024 * 1024);
  const start = process.cpuUsage();
  assert.equal(safe(`<img src="data:image/png;base64,AAAA${spaces}!">`).html, '<img>');
  assert.equal(
    safeStyleSheet(`p{background:url("data:image/png;base64,AAAA${spaces.slice(200)}!");top:0}`),
    'p{top:0}',
  );
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 5_000_000, `${(user + system) / 1000} ms of processor time`);
});
