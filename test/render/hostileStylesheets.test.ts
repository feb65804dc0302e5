import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { forbiddenInstruction } from '../../server/src/render/foreign/forbidden';
import { Renderer } from '../../server/src/render/renderer';
import type { RenderResult } from '../../server/src/render/result';
import { narrative, sefPath } from './support';
import { builtWorker } from './worker';

const root = mkdtempSync(join(tmpdir(), 'cda-hostile-'));
const folder = join(root, 'sheets');
mkdirSync(folder);
writeFileSync(join(root, 'secret.xml'), '<secret>SECRET</secret>');
symlinkSync(join(root, 'secret.xml'), join(folder, 'link.xml'));
writeFileSync(join(folder, 'labels.xml'), '<labels>LABEL</labels>');
writeFileSync(join(folder, 'part.xsl'), sheet('<xsl:template name="part">PART</xsl:template>'));
const renderer = new Renderer({ workerPath: builtWorker('hostile-worker'), sefPath, timeLimit: 60_000 });
after(() => {
  renderer.dispose();
  rmSync(root, { recursive: true });
});

function sheet(body: string, version = '1.0', before = ''): string {
  return `${before}<xsl:stylesheet version="${version}" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${body}</xsl:stylesheet>`;
}

const page = (body: string, version?: string, before?: string) =>
  sheet(`<xsl:template match="/"><html><body>page ${body}</body></html></xsl:template>`, version, before);

let count = 0;
function run(stylesheet: string, document = narrative('x'), engine = renderer): Promise<RenderResult> {
  const path = join(folder, `s${++count}.xsl`);
  writeFileSync(path, stylesheet);
  return engine.render('a', document, 'fr', { stylesheet: { path, isEmbedded: false, folders: [folder] } });
}

async function refused(stylesheet: string, message: RegExp, document?: string): Promise<void> {
  await assert.rejects(run(stylesheet, document), (error: Error & { text: { fr: string } }) => {
    assert.match(error.text.fr, message);
    return true;
  });
}

const copy = (address: string) => `<xsl:copy-of select="document('${address}')"/>`;

test('files of its own folder are read', async () => {
  const part = '<xsl:import href="part.xsl"/><xsl:template match="/"><html><xsl:call-template name="part"/>';
  const { html, notice } = await run(sheet(`${part}${copy('labels.xml')}</html></xsl:template>`));
  assert.match(html, /PART/);
  assert.match(html, /LABEL/);
  assert.equal(notice, undefined);
});

for (const address of ['../secret.xml', 'link.xml', '/etc/passwd', 'http://127.0.0.1:9/x', 'ftp://127.0.0.1/x']) {
  test(`document('${address}') gives nothing, and that is said`, async () => {
    const { html, notice } = await run(page(copy(address)));
    assert.match(html, /page/);
    assert.doesNotMatch(html, /SECRET|root:/);
    assert.match(notice?.fr ?? '', /n’a pas le droit de lire .*refusé/);
  });
}

test('file: addresses give nothing', async () => {
  const { html } = await run(page(copy(`file://${root}/secret.xml`)));
  assert.doesNotMatch(html, /SECRET/);
});

test('a module outside its folder is not imported', async () => {
  await refused(sheet('<xsl:import href="../secret.xml"/>'), /échoué|lire/);
});

test('an external entity of a stylesheet is not read', async () => {
  const doctype = `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${root}/secret.xml">]>`;
  const { html } = await run(page('&e;', '1.0', doctype));
  assert.match(html, /page/);
  assert.doesNotMatch(html, /SECRET/);
});

test('entities of a stylesheet: small ones are read, a bomb is not', async () => {
  const { html } = await run(page('&e;', '1.0', '<!DOCTYPE x [<!ENTITY e "entity">]>'));
  assert.match(html, /page entity/);
  const names = 'abcdefghij'.split('');
  const bomb = names.map((name, at) => `<!ENTITY ${name} "${at ? `&${names[at - 1]};`.repeat(20) : 'x'.repeat(50)}">`);
  await refused(page('&j;', '1.0', `<!DOCTYPE x [${bomb.join('')}]>`), /entités XML imbriquées/);
});

test('entities of a document are refused', async () => {
  await refused(page('x'), /déclare des entités XML/, `<!DOCTYPE x [<!ENTITY e "a">]>${narrative('&e;')}`);
});

test('endless recursion is stopped', async () => {
  const call = '<xsl:call-template name="r"/>';
  const named = `<xsl:template name="r"><b>${call}</b></xsl:template>`;
  await refused(sheet(`${named}<xsl:template match="/">${call}</xsl:template>`), /s’appelle elle-même sans fin/);
});

test('deep recursion that ends is right to the last level', async () => {
  const step = '<b><xsl:call-template name="r"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></b>';
  const named = `<xsl:template name="r"><xsl:param name="n"/><xsl:if test="$n = 0">END</xsl:if><xsl:if test="$n &gt; 0">${step}</xsl:if></xsl:template>`;
  const start = '<xsl:call-template name="r"><xsl:with-param name="n" select="900"/></xsl:call-template>';
  const { html } = await run(sheet(`${named}<xsl:template match="/"><html>${start}</html></xsl:template>`));
  assert.equal(html.split('<b>').length - 1, 900);
  assert.match(html, /END/);
});

test('a transformation without end is killed at its time limit, others go on', async () => {
  const short = new Renderer({ workerPath: builtWorker('hostile-worker'), sefPath, timeLimit: 5000 });
  try {
    await short.warm();
    await run(page('first'), narrative('x'), short);
    // Nothing is written, so that time runs out and not memory.
    const many = `${'<xsl:for-each select="//node()">'.repeat(8)}${'</xsl:for-each>'.repeat(8)}`;
    const endless = run(page(many), narrative('<paragraph>a</paragraph>'.repeat(200)), short);
    const other = short.render('b', narrative('other'), 'fr');
    await assert.rejects(endless, { kind: 'too-slow' });
    assert.match((await other).html, /other/);
  } finally {
    short.dispose();
  }
});

/** A text of 8 characters, doubled so many times. */
function doubled(times: number): string {
  const step = (at: number) => `<xsl:variable name="v${at + 1}" select="concat($v${at}, $v${at})"/>`;
  const steps = Array.from({ length: times }, (_, at) => step(at)).join('');
  return `<xsl:variable name="v0" select="'xxxxxxxx'"/>${steps}<xsl:value-of select="$v${times}"/>`;
}

test('memory is limited, and that is what is said', async () => {
  const cause = /^La feuille de style a demandé trop de mémoire et a été interrompue\.$/;
  await refused(page(doubled(34)), cause);
  assert.match((await run(page('after'))).html, /page after/);
  // The same where an expression of the page fails, and not a variable.
  await refused(page(doubled(24)), cause);
  assert.match((await run(page('after'))).html, /page after/);
});

test('a page that is too large is told apart', async () => {
  await refused(page(doubled(23)), /^La feuille de style produit une page trop volumineuse pour être affichée\.$/);
});

test('xsl:message terminate says its message', async () => {
  await refused(page('<xsl:message terminate="yes">assez</xsl:message>'), /arrêté la transformation : assez/);
});

test('what writes files is not run', async () => {
  const target = join(folder, 'written.txt');
  const exslt = `<e:document href="${target}" xmlns:e="http://exslt.org/common">x</e:document>`;
  await refused(page(exslt), /écrit des fichiers \(e:document\)/);
  await refused(page(`<xsl:result-document href="${target}">x</xsl:result-document>`, '2.0'), /écrit des fichiers/);
  const ofOtherLetters = exslt.replaceAll('e:document', 'é:document').replace('xmlns:e', 'xmlns:é');
  await refused(page(ofOtherLetters), /écrit des fichiers \(é:document\)/);
  const inEntity = `&#60;e:document href='${target}' xmlns:e='http://exslt.org/common'>x&#60;/e:document>`;
  await refused(page('&e;', '1.0', `<!DOCTYPE x [<!ENTITY e "${inEntity}">]>`), /contiennent des éléments/);
  await refused(page('&e;', '1.0', '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY e "&#38;a;">]>'), /entités XML imbriquées/);
  await refused(page('x', '1.0', '<!DOCTYPE x [<!ENTITY % p "a">%p;]>'), /entités XML imbriquées/);
  assert.equal(existsSync(target), false);
});

test('what writes files or runs JavaScript is found however it is spelled', () => {
  const whole = (attributes: string, body = '', before = '') =>
    `${before}<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform" ${attributes}>${body}</x:stylesheet>`;
  const refused = [
    whole('xmlns:e="http://exslt.org/c&#111;mmon"', '<e:document/>'),
    whole('', '<document xmlns="http://exslt.org/common"\n/>'),
    whole('xmlns:s="http://icl.com/s&#x61;xon"', '<s:output/>'),
    whole('xmlns:xsl="http://icl.com/saxon"', '<xsl:output file="a"/>'),
    whole("xmlns:xsl = 'http://saxon.sf.net/'", '<xsl:output/>'),
    whole('xmlns:r="http://xml.apache.org/xalan/redirect"', '<r:write>a</r:write>'),
    whole('xmlns:i="http://saxonica.com/ns/interactiveXSLT"'),
    whole('xmlns:i="http://s&#97;xonic&#97;.com/ns/globalJS"'),
    whole('xmlns:e="&a;"', '<e:document/>', '<!DOCTYPE x [<!ENTITY a "http://exslt.org/common">]>'),
    whole('', '<e:document/>', '<!DOCTYPE x [<!ATTLIST e:document xmlns:e CDATA #FIXED "http://exslt.org/common">]>'),
    whole('xmlns:i="&h;saxonic&a;.com/ns/globalJS"', '', '<!DOCTYPE x [<!ENTITY h "http://"><!ENTITY a "a">]>'),
  ];
  for (const text of refused) assert.notEqual(forbiddenInstruction(text, 'a.xsl'), undefined, text);
  const fine = [
    whole('xmlns:xsl="http://www.w3.org/1999/XSL/Transform"', '<xsl:output method="html"/>'),
    whole('', '<x:output method="html"/><x:value-of select="document(\'a.xml\')"/>'),
    whole('xmlns:d="urn:d"', '<d:document/>'),
    '<e:document xmlns:e="http://exslt.org/common"/>',
  ];
  for (const text of fine) assert.equal(forbiddenInstruction(text, 'a.xsl'), undefined, text);
});

test('a file that changes is read anew, one that does not stays the same', async () => {
  const labels = join(folder, 'changing.xml');
  const stylesheet = page(copy('changing.xml'));
  writeFileSync(labels, '<labels>FIRST</labels>');
  assert.match((await run(stylesheet)).html, /FIRST/);
  assert.match((await run(stylesheet)).html, /FIRST/);
  writeFileSync(labels, '<labels>SECOND</labels>');
  assert.match((await run(stylesheet)).html, /SECOND/);
  rmSync(labels);
  assert.match((await run(stylesheet)).notice?.fr ?? '', /changing\.xml/);
});

test('a stylesheet cannot change what the program is made of', async () => {
  const hidden = 'xmlns:i="http://saxonica.com/ns/interactive&#88;SLT"';
  const set = `<i:set-property name="replace" object="i:get(i:window(), '__proto__')" select="1" ${hidden}/>`;
  await refused(page(set, '3.0'), /appelle du JavaScript/);
  const lookup = (name: string, arity: number) =>
    `function-lookup(QName('http://saxonica.com/ns/' || 'interactiveXSLT', '${name}'), ${arity})`;
  const define = (path: string, property: string) =>
    `<xsl:sequence select="${lookup('call', 3)}(${lookup('window', 0)}(), '${path}.__defineGetter__', ['${property}', ${lookup('get', 2)}(${lookup('window', 0)}(), '__proto__.toString')])"/>`;
  for (const [path, property] of [
    ['__proto__', 'sneaked'],
    ['__proto__.toString.name.__proto__', 'replace'],
  ] as const)
    await refused(page(define(path, property), '3.0'), /échoué/);
  assert.match((await run(page('&lt;b&gt; after', '3.0'))).html, /page &lt;b&gt; after/);
});

test('XSL-FO and empty pages are told', async () => {
  const fo = '<xsl:template match="/"><fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format">x</fo:root></xsl:template>';
  await refused(sheet(fo), /XSL-FO/);
  await refused(sheet('<xsl:template match="/"/>'), /n’affiche rien/);
});

test('a stylesheet that is none is told', async () => {
  await refused('<a/>', /échoué/);
  await refused(sheet('<xsl:template match="a["/>'), /failed to compile|XPST|échoué/);
});

test('XSLT 2.0 runs, without files, network or JavaScript', async () => {
  const attempt = (expression: string) =>
    `<p><xsl:try select="${expression}"><xsl:catch select="'REFUSED'"/></xsl:try></p>`;
  const lookup = (local: string, arity: number, ns: string) =>
    `function-lookup(QName('http://saxonica.com/ns/' || '${ns}', '${local}'), ${arity})`;
  const { html } = await run(
    page(
      [
        '<xsl:for-each-group select="1 to 4" group-by=". mod 2"><i/></xsl:for-each-group>',
        attempt(`string(doc('file://${root}/secret.xml'))`),
        attempt("unparsed-text('/etc/passwd')"),
        attempt("string(doc('http://127.0.0.1:9/'))"),
      ].join(''),
      '3.0',
    ),
  );
  assert.equal(html.split('<i>').length - 1, 2, html);
  assert.deepEqual(
    [...html.matchAll(/<p>(.*?)<\/p>/g)].map(([, text]) => text),
    Array(3).fill('REFUSED'),
  );
  const evaluated = `${lookup('eval', 1, 'interactiveXSLT')}('process.version')`;
  const window = `${lookup('window', 0, 'interactiveXSLT')}()`;
  const called = `${lookup('call', 3, 'interactiveXSLT')}(${window}, 'constructor.constructor', ['return 1'])`;
  for (const expression of [evaluated, called]) {
    await refused(page(`<xsl:value-of select="${expression}"/>`, '3.0'), /appelle du JavaScript|échoué/);
  }
  await refused(
    page('<xsl:value-of select="i:eval(\'1\')" xmlns:i="http://saxonica.com/ns/interactiveXSLT"/>', '3.0'),
    /appelle du JavaScript/,
  );
});
