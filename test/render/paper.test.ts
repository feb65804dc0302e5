import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { exportedPdf } from '../../server/src/render/exported';
import { paperCss } from '../../server/src/render/paper';
import type { Language } from '../../server/src/text';
import { findChromium } from '../client/chromium';
import { pdfAFaults } from './pdf/rules';
import { pagesOf } from './pdf/texts';
import { cda, render } from './support';
import { builtWorker } from './worker';

/** What stands at the edges of each sheet. */
function edges(header: string, lang: Language = 'fr', annexed = 0) {
  const document = CdaDocument.read(cda('<structuredBody/>', header)) as CdaDocument;
  const css = paperCss(document, 'Titre', annexed, lang);
  const text = (place: string) =>
    (new RegExp(`@${place} \\{ content: (.*?);`).exec(css)?.[1] ?? '')
      .replace(/\\([0-9a-f]+) /g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
      .replace(/^"(.*)"$/s, '$1');
  return { top: text('top-left'), left: text('bottom-left'), right: text('bottom-right') };
}

const patient = (name: string, ids = '', sex = 'F') => `<recordTarget><patientRole>${ids}<patient><name>${name}</name>
  <administrativeGenderCode code="${sex}"/><birthTime value="19790328"/></patient></patientRole></recordTarget>`;
const ins = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>';
const local = '<id root="1.2.3" extension="12"/>';

test('patient: name in use, birth date, INS with its kind', () => {
  const name = '<family qualifier="BR">PAT</family><given>ANNE MARIE</given><given qualifier="BR">ANNE</given>';
  assert.equal(
    edges(patient(name, local + ins)).top,
    'PAT ANNE · née le 28/03/1979 · INS-NIR de test 2 79 03 51 215 189 89',
  );
  assert.equal(edges(patient(name, ins), 'en').top, 'PAT ANNE · born 28 Mar 1979 · Test INS-NIR 2 79 03 51 215 189 89');
});

test('patient: the name at birth beside another in use', () => {
  const name = '<family qualifier="BR">DUPONT</family><family qualifier="CL">MARTIN</family><given>ANNE</given>';
  assert.equal(edges(patient(name)).top, 'MARTIN ANNE (nom de naissance DUPONT) · née le 28/03/1979');
});

test('patient: the NIR before an INS-C, another identifier where there is no INS', () => {
  const old = '<id root="1.2.250.1.213.1.4.2" extension="0123"/>';
  assert.match(edges(patient('X', old + ins)).top, /INS-NIR de test 2 79/);
  assert.equal(edges(patient('X', local, 'M')).top, 'X · né le 28/03/1979 · identifiant 12');
  assert.equal(edges(patient('X', '', 'UN')).top, 'X · né(e) le 28/03/1979');
});

test('every patient of a document', () => {
  assert.equal(edges(patient('A') + patient('B', '', 'M')).top, 'A · née le 28/03/1979 — B · né le 28/03/1979');
});

test('document: title, date, version, identifier, and how many pages follow', () => {
  const header =
    '<id root="1.2.3" extension="A-1"/><effectiveTime value="20240104160500+0100"/><versionNumber value="2"/>';
  assert.equal(edges(header).left, 'Titre · 04/01/2024 16:05 · v2 · 1.2.3 / A-1');
  assert.equal(edges(header, 'en').left, 'Titre · 4 Jan 2024 16:05 · v2 · 1.2.3 / A-1');
  assert.equal(edges('').right, 'counter(page) " / " counter(pages)');
  assert.equal(edges('', 'fr', 3).right, 'counter(page) " / " counter(pages) " + annexes : 3 p."');
});

test('nothing in a name ends the text or the rule', () => {
  const { top } = edges(patient('A&quot;}*{x:url(//e)\\&#10;&lt;/style>'));
  assert.equal(top, 'A"}*{x:url(//e)\\ </style> · née le 28/03/1979');
  const document = CdaDocument.read(
    cda('<structuredBody/>', patient('A"}</style>'.replace('<', '&lt;'))),
  ) as CdaDocument;
  assert.doesNotMatch(paperCss(document, '</style>', 0, 'fr'), /<|A"/);
});

describe('printed', { skip: findChromium() ? false : 'no Chromium here' }, () => {
  const css = readFileSync(join(__dirname, '../../server/src/render/style.css'), 'utf8');
  const workerPath = builtWorker('paper-worker', 'pdfWorker');
  const printed = async (text: string) => {
    const document = CdaDocument.read(text) as CdaDocument;
    const options = { css, language: 'fr', producer: 'x', workerPath, browser: '' } as const;
    const { bytes } = await exportedPdf(document, render(text), options);
    return { bytes, pages: await pagesOf(bytes) };
  };
  const section = (title: string, text: string) =>
    `<component><section><title>${title}</title><text>${text}</text></section></component>`;
  const row = (cell: string, text: string, columns: number) =>
    `<tr>${`<${cell}>${text}</${cell}>`.repeat(columns)}</tr>`;
  const table = (columns: number, rows: number) =>
    `<table><thead>${row('th', 'Voie', columns)}</thead><tbody>${row('td', `colonnes${columns}`, columns).repeat(rows)}</tbody></table>`;

  test('a laboratory report has patient and document on every page', async () => {
    const { pages } = await printed(readFileSync(join(__dirname, '../../samples/CR-BIO_correct.xml'), 'utf8'));
    assert.ok(pages.length > 1);
    pages.forEach(({ text }, index) => {
      assert.match(text, /née le 14\/03\/1979 · INS-NIR de test 2 79 03 51 215 189 89/);
      assert.match(text, / · 18\/03\/2025 16:30 · v1 · 2\.999\.250\.1\.1\.2 \/ CR-20250318-0042-1/);
      assert.ok(text.includes(`${index + 1} / ${pages.length}`));
    });
  });

  test('wide tables keep 8 points, the widest on turned sheets with their heading, and the file its claim', async () => {
    const sections = [section('Neuf', table(9, 3)), section('Treize', table(13, 3)), section('Deux', table(2, 3))];
    const { bytes, pages } = await printed(cda(`<structuredBody>${sections.join('')}</structuredBody>`));
    assert.deepEqual(
      pages.map(({ isLandscape, text }) => [isLandscape, ...(text.match(/Neuf|Treize|Deux/g) ?? [])]),
      [
        [false, 'Neuf'],
        [true, 'Treize'],
        [false, 'Deux'],
      ],
    );
    for (const [index, columns] of [9, 13].entries()) {
      const size = pages[index]?.sizes.get(`colonnes${columns}`) ?? 0;
      assert.ok(size >= 7.9, `${columns} columns: ${size} pt`);
      assert.equal(pages[index]?.text.match(new RegExp(`colonnes${columns}`, 'g'))?.length, 3 * columns);
    }
    assert.deepEqual(await pdfAFaults(bytes), []);
  });

  test('no heading stands alone at the foot of a page', async () => {
    for (let lines = 20; lines < 29; lines++) {
      const filler = section('Avant', '<paragraph>x</paragraph>'.repeat(lines));
      const last = section('Titre', `<paragraph>Légende</paragraph>${table(3, 2)}`);
      const { pages } = await printed(cda(`<structuredBody>${filler}${last}</structuredBody>`));
      const page = pages.find(({ text }) => text.includes('Titre\n'));
      assert.match(page?.text ?? '', /Légende[\s\S]*colonnes3/, `${lines} lines`);
    }
  });
});
