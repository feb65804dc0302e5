import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import * as oniguruma from 'vscode-oniguruma';
import * as textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
const root = new URL('../../', import.meta.url);
const syntaxes = new URL('syntaxes/', root);
/** VS Code's own XML grammar is not on npm; this package carries the same one. */
const xmlGrammar = require.resolve('tm-grammars/grammars/xml.json');

interface GrammarFile {
  scopeName: string;
}
const injections = readdirSync(syntaxes)
  .filter((name) => name.endsWith('.tmLanguage.json'))
  .map((name) => {
    const path = new URL(name, syntaxes).pathname;
    return { file: `./syntaxes/${name}`, path, ...(JSON.parse(readFileSync(path, 'utf8')) as GrammarFile) };
  });

/** Loads the XML grammar as VS Code does, with or without what we inject. */
async function load(injected: boolean): Promise<textmate.IGrammar> {
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const path = scope === 'text.xml' ? xmlGrammar : injections.find(({ scopeName }) => scopeName === scope)?.path;
      return path ? textmate.parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
    },
    getInjections: (scope) =>
      injected && scope === 'text.xml' ? injections.map(({ scopeName }) => scopeName) : undefined,
  });
  const grammar = await registry.loadGrammar('text.xml');
  assert.ok(grammar);
  return grammar;
}

let xml: textmate.IGrammar;
let cda: textmate.IGrammar;

before(async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  xml = await load(false);
  cda = await load(true);
});

interface Token {
  text: string;
  scopes: string[];
}

function tokens(grammar: textmate.IGrammar, source: string): Token[] {
  let state = textmate.INITIAL;
  return source.split('\n').flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

/** What our grammars name, as `text: innermost scope of ours`. */
function ours(source: string): string[] {
  return tokens(cda, source).flatMap(({ text, scopes }) => {
    const scope = scopes.findLast((name) => name.endsWith('.cda'));
    return scope ? [`${text}: ${scope}`] : [];
  });
}

/** Tokens without our scopes; neighbours that only we set apart are joined again. */
function plain(grammar: textmate.IGrammar, source: string): Token[] {
  const joined: Token[] = [];
  for (const { text, scopes } of tokens(grammar, source)) {
    const kept = scopes.filter((name) => !name.endsWith('.cda'));
    const last = joined.at(-1);
    if (last && last.scopes.join() === kept.join()) last.text += text;
    else joined.push({ text, scopes: kept });
  }
  return joined;
}

const cases: Record<string, string[]> = {
  '<id root="1.2.250.1.213.1.4.10"/>': ['1.2.250.1.213.1.4.10: constant.other.oid.cda'],
  "<id root='2.16.840'/>": ['2.16.840: constant.other.oid.cda'],
  '<value codeSystem="2.16.840.1.113883.6.1" valueSet="1.2.3" sdtc:valueSet="1.2.4"/>': [
    '2.16.840.1.113883.6.1: constant.other.oid.cda',
    '1.2.3: constant.other.oid.cda',
    '1.2.4: constant.other.oid.cda',
  ],
  '<id root="1.02.3"/><id root="1.2."/><id root="1"/><id root="770B0DC2-A6B8-468E-8432-632B18D35F68"/>': [],
  '<id extension="1.2.3"/>': [],
  '<code code="53049-3"/>': ['53049-3: constant.numeric.loinc.cda'],
  "<c:code code='718-7'>": ['718-7: constant.numeric.loinc.cda'],
  '<code code="CRPI"/><code code="53049"/><code code="G15_10/SM03"/><code displayName="53049-3"/>': [],
  '<value xsi:type="PQ" value="0.95" unit="g/L"/>': ['g/L: constant.other.unit.ucum.cda'],
  '<value unit="m[IU]/L"/>': [
    'm: constant.other.unit.ucum.cda',
    '[IU]: support.constant.bracketed.ucum.cda',
    '/L: constant.other.unit.ucum.cda',
  ],
  "<value unit='10*9/L{cells}'/>": [
    '10*9/L: constant.other.unit.ucum.cda',
    '{cells}: variable.parameter.annotation.ucum.cda',
  ],
  '<effectiveTime value="20240104"/>': ['20240104: constant.numeric.timestamp.cda'],
  "<low value='20240104073500.123+0100'/>": ['20240104073500.123+0100: constant.numeric.timestamp.cda'],
  '<low value="202401040735+0100"/>': ['202401040735+0100: constant.numeric.timestamp.cda'],
  '<value value="100000"/><value value="20241304"/><low value="2024010425"/><telecom value="tel:0199001400"/>': [],
  '<templateId\n  root="1.2.3"\n/>': ['templateId: markup.bold.template-id.cda', '1.2.3: constant.other.oid.cda'],
  '<c:templateId></c:templateId>': [
    'templateId: markup.bold.template-id.cda',
    'templateId: markup.bold.template-id.cda',
  ],
  '<templateIds/>': [],
  '<!-- <templateId root="1.2.3"/> -->': [],
  '<a><![CDATA[<templateId root="1.2.3"/>]]></a>': [],
  'root="1.2.3" unit="g/L"': [],
};

for (const [source, expected] of Object.entries(cases)) {
  test(`highlights ${source}`, () => assert.deepEqual(ours(source), expected));
}

const samples = readdirSync(new URL('samples/', root)).filter((name) => name.endsWith('.xml'));
const broken =
  '<a root="1.2.3\n<templateId root=\'1.2"/>\n<b unit="g/L code="1-8"><templateId <c/>\n&root="1.2"&amp;</a>';
const sources: [string, string][] = [
  ...Object.keys(cases).map((source): [string, string] => [source, source]),
  ...samples.map((name): [string, string] => [name, readFileSync(new URL(`samples/${name}`, root), 'utf8')]),
  ['broken XML', broken],
];

for (const [name, source] of sources) {
  // An element `<x></x>` is one rule in the XML grammar; ours opens and closes a templateId as two tags.
  if (name.includes('<c:templateId></c:templateId>')) continue;
  test(`leaves the scopes of XML as they are: ${name}`, () => {
    assert.deepEqual(plain(cda, source), plain(xml, source));
  });
}

test('highlights the whole sample report', () => {
  const found = ours(readFileSync(new URL('samples/CR-BIO_correct.xml', root), 'utf8'));
  for (const kind of ['oid', 'loinc', 'unit.ucum', 'timestamp', 'template-id']) {
    assert.ok(found.filter((line) => line.endsWith(`${kind}.cda`)).length > 10, kind);
  }
});

const long: Record<string, string> = {
  'Base64 in an element': `<value mediaType="application/pdf">${'JVBERi0xLjQNJeLjz9MN'.repeat(136_000)}</value>`,
  'an OID that never ends': `<id root="${'1.20.'.repeat(50_000)}"/>`,
  'a unit that never ends': `<value unit="${'{[('.repeat(50_000)}"/>`,
  'a string that is not closed': `<value unit="${'m[IU]/'.repeat(50_000)}`,
};
for (const [name, line] of Object.entries(long)) {
  test(`is linear on ${name} (${line.length} characters)`, () => {
    const start = performance.now();
    cda.tokenizeLine(line, textmate.INITIAL);
    assert.ok(performance.now() - start < 5_000, `${Math.round(performance.now() - start)} ms`);
  });
}

test('the manifest contributes every grammar of this folder', () => {
  interface Contribution {
    scopeName: string;
    path: string;
    injectTo?: string[];
  }
  const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    contributes: { grammars: Contribution[] };
  };
  const contributed = manifest.contributes.grammars.map(({ scopeName, path, injectTo }) => [scopeName, path, injectTo]);
  assert.deepEqual(contributed.sort(), injections.map(({ scopeName, file }) => [scopeName, file, ['text.xml']]).sort());
});
