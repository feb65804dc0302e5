import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cycles, type Module, readModules, withoutComments } from './imports';

/** Layer ⇒ the layers it may import, beside itself: architecture, "Who may import whom". */
const allowed: Readonly<Record<string, readonly string[]>> = {
  text: [],
  protocol: [],
  data: [],
  xml: ['text'],
  cda: ['xml', 'data', 'protocol', 'text'],
  terminology: ['xml', 'data', 'text'],
  compare: ['cda', 'terminology', 'xml', 'text'],
  xpath: ['xml', 'text'],
  schematron: ['xpath', 'xml', 'text'],
  // Files become Circuits, value sets and file states here: the readers themselves know no file.
  package: ['terminology', 'rules', 'xml', 'text'],
  rules: ['compare', 'cda', 'terminology', 'xml', 'protocol', 'text'],
  official: ['schematron', 'xpath', 'package', 'rules', 'cda', 'protocol', 'xml', 'text'],
  features: ['rules', 'cda', 'terminology', 'xml', 'text'],
  render: ['package', 'compare', 'cda', 'terminology', 'xml', 'protocol', 'text'],
  report: ['rules', 'cda', 'terminology', 'xml', 'text'],
  batch: ['report', 'official', 'schematron', 'package', 'rules', 'cda', 'terminology', 'xml', 'protocol', 'text'],
};
const everything = [...Object.keys(allowed), 'lsp', 'manifest'];
const layers = new Map([
  ...Object.entries(allowed),
  ['lsp', everything],
  ['entry', [...everything, 'entry']],
  ['client', ['protocol']],
]);

/** Who may use what is not in the repository. A package without a door here is a violation: give it one. */
const doors: Readonly<Record<string, RegExp>> = {
  vscode: /^client\/src\//,
  'vscode-languageclient': /^client\/src\//,
  'pdfjs-dist': /^client\/webview\//,
  idiomorph: /^client\/webview\//,
  dompurify: /^client\/webview\//,
  diff: /^client\/webview\/merge\.ts$/,
  'vscode-languageserver': /^server\/src\/(?:lsp\/|main\.ts$)/,
  'vscode-languageserver-textdocument': /^server\/src\/(?:lsp\/|main\.ts$)/,
  'saxon-js': /^server\/src\/render\//,
  '@cantoo/pdf-lib': /^server\/src\/render\/pdf\//,
  'libxslt-wasm': /^server\/src\/render\/foreign\//,
  htmlparser2: /^server\/src\/render\/foreign\//,
  'css-tree': /^server\/src\/render\/foreign\//,
  'libxml2-wasm': /^server\/src\/official\/xsd\.ts$/,
  '@lhncbc/ucum-lhc': /^server\/src\/terminology\/ucum\.ts$/,
  '@xmldom/xmldom': /^server\/src\/(?:package|schematron|official|terminology\/load)\//,
  xpath: /^server\/src\/(?:package|schematron|official)\//,
  'csv-parse': /^server\/src\/terminology\/load\//,
  yauzl: /^server\/src\/(?:terminology\/load|package)\//,
  tinyglobby: /^server\/src\/(?:cli\.ts$|cli\/)/,
};

/** Node's own modules: what reads files, the entry points and what they share and, as yauzl does, what inflates zips; a web build replaces these. */
const node =
  /^(?:server\/src\/(?:package\/|render\/|batch\/|cli\/|(?:main|worker|checkWorker|circuitWorker|officialWorker|pdfWorker|cli|idleGarbage|v8)\.ts$|lsp\/(?:documents|folderChecks|exporting|officialThread)\.ts$|terminology\/load\/zip\.ts$)|client\/src\/)/;

function layerOf(path: string): string {
  if (path === 'package.json') return 'manifest';
  if (path.startsWith('data/')) return 'data';
  if (path.startsWith('client/')) return 'client';
  const [, top = '', inside] = /^server\/src\/([^/]+?)(?:\.ts$|\/(.*))/.exec(path) ?? [];
  return inside === undefined && !/^(?:text|protocol)$/.test(top) ? 'entry' : top === 'cli' ? 'entry' : top;
}

function violationsOf({ path, imports }: Module): string[] {
  const layer = layerOf(path);
  const may = layers.get(layer);
  if (!may) return [`${path} is in no layer of architecture.md`];
  return imports.flatMap((target) => {
    const said = `${path} imports ${target}`;
    if (target.startsWith('node:')) return node.test(path) ? [] : [`${said}: Node is not for ${layer}`];
    if (!/^(?:server|client|data|test|scripts)\/|^package\.json$/.test(target)) {
      return doors[target]?.test(path) ? [] : [`${said}: not its door`];
    }
    const to = layerOf(target);
    return to === layer || may.includes(to) ? [] : [`${said}: ${layer} may not import ${to}`];
  });
}

const modules = readModules('server/src', 'client/src', 'client/webview');

test('imports go one way only, through the doors of architecture.md', () => {
  assert.ok(modules.length > 50);
  assert.deepEqual(modules.flatMap(violationsOf), []);
});

test('no import runs in a circle', () => {
  assert.deepEqual(
    cycles(modules).map((circle) => circle.join(' → ')),
    [],
  );
});

suite('the check itself', () => {
  const violations = (path: string, ...imports: string[]) => violationsOf({ path, imports }).length;

  test('sees what is forbidden', () => {
    assert.equal(violations('server/src/xml/parse.ts', 'server/src/cda/names.ts', 'node:fs', 'vscode', 'left-pad'), 4);
    assert.equal(
      violations('server/src/cda/codes.ts', 'server/src/rules/rule.ts', 'server/src/terminology/ucum.ts'),
      2,
    );
    assert.equal(violations('client/src/status.ts', 'server/src/text.ts', 'vscode-languageserver'), 2);
    assert.equal(violations('server/src/rules/x.ts', '@lhncbc/ucum-lhc', 'node:path', 'server/src/cli.ts'), 3);
    assert.equal(violations('server/src/misc/x.ts'), 1);
  });

  test('lets through what is allowed', () => {
    assert.equal(violations('client/src/status.ts', 'vscode', 'server/src/protocol.ts', 'client/src/sniff.ts'), 0);
    assert.equal(violations('server/src/cda/oids.ts', 'data/oids.json', 'server/src/text.ts'), 0);
    assert.equal(violations('server/src/main.ts', 'node:path', 'package.json', 'server/src/lsp/server.ts'), 0);
  });

  test('reads every way to import', () => {
    const [found] = readModules('test/layers').filter(({ path }) => path.endsWith('imports.test.ts'));
    assert.ok(found?.imports.includes('test/layers/imports.ts') && found.imports.includes('node:test'));
    assert.equal(withoutComments("/** import('x') */\n// from 'y'\nlet a;").trim(), 'let a;');
  });

  test('finds a circle', () => {
    const circle = cycles([
      { path: 'a', imports: ['b'] },
      { path: 'b', imports: ['c'] },
      { path: 'c', imports: ['b'] },
    ]);
    assert.deepEqual(circle, [['b', 'c', 'b']]);
  });
});
