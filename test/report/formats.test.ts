import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { excerptAt } from '../../server/src/report/excerpt';
import { githubReport } from '../../server/src/report/github';
import { htmlReport } from '../../server/src/report/html';
import { jsonReport } from '../../server/src/report/json';
import { junitReport } from '../../server/src/report/junit';
import { type CheckedFile, checkedFile, type FileReport } from '../../server/src/report/model';
import { sarifReport } from '../../server/src/report/sarif';
import { textReport } from '../../server/src/report/text';
import { fileUri } from '../../server/src/report/uri';
import { rules } from '../../server/src/rules';
import { battery, pq, result } from '../../server/src/rules/examples';
import { runRules } from '../../server/src/rules/run';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import { parseXml } from '../../server/src/xml/parse';
import { LineIndex } from '../../server/src/xml/positions';

function report(file: string, text: string): FileReport {
  const document = CdaDocument.read(text) as CdaDocument;
  const context = { circuit: Circuit.builtIn(), ucum, origin: { linkedFile: () => ({ kind: 'unknown' }) as const } };
  return checkedFile(file, document, new LineIndex(text), runRules(rules, document, context), true);
}

const wrong = battery(
  result({ value: pq('1', 'm&lt;&amp;&quot;é\u{1f9ea}') }),
  `<!-- cda-disable-next-line unit-not-ucum: the analyser’s -->\n${result({ value: pq('1', 'mmole/L') }).replaceAll('\n', ' ')}`,
);
const file = 'dossier é/a,b:c %.xml';
const reports: readonly FileReport[] = [
  report(file, wrong),
  report('good.xml', battery(result())),
  { file: 'other.xml', kind: 'skipped', reason: { en: 'not a CDA', fr: 'pas un CDA' } },
  { file: 'broken.xml', kind: 'skipped', reason: { en: 'the check stopped', fr: 'arrêt' }, failed: true },
];
const options = { version: '1.2.3', language: 'en', shown: (path: string) => path } as const;
const circuit = { en: 'an <excerpt>', fr: 'un <extrait>' };
const [finding] = reports[0]?.kind === 'cda' ? reports[0].findings.filter(({ severity }) => severity === 'error') : [];
assert.ok(finding);

suite('text', () => {
  const line = (text: string, rule: string, language: 'en' | 'fr') =>
    textReport([report('a.xml', text)], circuit, language)
      .split('\n')
      .find((each) => each.endsWith(`[${rule}]`)) ?? '';

  test('gives the first fix of a finding behind its message', () => {
    const text = battery(result({ value: pq('1', 'UI/L') }));
    assert.match(
      line(text, 'unit-not-ucum', 'en'),
      /unknown\. \(fix: Change unit to “\[IU\]\/L”\) {2}\[unit-not-ucum\]$/,
    );
    assert.match(line(text, 'unit-not-ucum', 'fr'), / \(correction : Remplacer unit par « \[IU\]\/L »\) {2}\[/);
  });

  test('counts a file once for each note, whatever gave it', () => {
    const [checked] = reports;
    assert.equal(checked?.kind, 'cda');
    const note = { en: 'twice', fr: 'deux fois' };
    const official = { schemas: [], skipped: [], notes: [note, note] };
    const text = textReport(
      [
        { ...(checked as CheckedFile), official },
        { ...(checked as CheckedFile), official },
      ],
      circuit,
      'en',
    );
    assert.deepEqual(text.match(/^Note.*$/gm), ['Note (2 file(s)): twice']);
  });

  test('names the Circuit at its end', () => {
    const lines = (language: 'en' | 'fr') => textReport(reports, circuit, language).trimEnd().split('\n').slice(-2, -1);
    assert.deepEqual(lines('en'), ['Circuit de la biologie: an <excerpt>']);
    assert.deepEqual(lines('fr'), ['Circuit de la biologie : un <extrait>']);
  });

  test('but not what the message says already', () => {
    const unknown = battery(result()).replace('1.2.250.1.213.1.1.2.70', '1.2.250.1.213.1.1.2.700');
    assert.match(
      line(unknown, 'template-unknown', 'en'),
      /Did you mean 1\.2\.250\.1\.213\.1\.1\.2\.70 \([^)]*\)\? {2}\[/,
    );
  });
});

suite('what ran of the official checks', () => {
  const at = { start: { line: 21, character: 2 }, end: { line: 21, character: 8 } };
  const says = { en: 'moodCode', fr: 'moodCode' };
  const official = { schemas: ['XSD', 'IHE.sch', 'own.sch'], skipped: [], notes: [] };
  const checked = report('a.xml', battery(result({ value: pq('1', 'UI/L') }))) as CheckedFile;
  const others = checked.findings.length;
  assert.ok(others > 0);
  const failure = {
    ...finding,
    rule: 'schematron',
    source: 'schematron',
    severity: 'error',
    fixes: [],
    message: says,
    related: [{ file: '/package/schematrons/IHE.sch', range: at, message: says }],
  } as const;
  const version = { en: 'Schematrons up to 2025-01-10 (61e148b6)', fr: 'schématrons jusqu’au 2025-01-10 (61e148b6)' };
  const passed: CheckedFile = { ...checked, official: { ...official, package: version } };
  const failed: CheckedFile = { ...passed, findings: [...passed.findings, failure, { ...failure, related: [] }] };
  const last = (language: 'en' | 'fr', ...all: FileReport[]) =>
    textReport(all, circuit, language).trimEnd().split('\n').at(-2);

  test('is told in the text report, whether it passed or not', () => {
    assert.equal(
      last('en', passed),
      `XSD and 2 Schematrons of the ANS package 61e148b6: 0 errors; findings of other rules: ${others}.`,
    );
    assert.equal(
      last('fr', failed),
      `XSD et 2 schématrons du paquet de l’ANS 61e148b6 : 2 erreurs ; constats des autres règles : ${others}.`,
    );
    const waiting: CheckedFile = { ...checked, official: { ...official, schemas: [] } };
    assert.match(
      last('en', passed, waiting) ?? '',
      /package 61e148b6, on 1 of 2 documents: 0 errors; findings of other/,
    );
    assert.equal(last('en', waiting), `Neither XSD nor Schematron was run; findings of other rules: ${others}.`);
    assert.doesNotMatch(textReport([checked], circuit, 'en'), /other rules/);
  });

  test('is told in the HTML report in both languages', () => {
    const html = htmlReport([failed], {
      version: '1',
      circuit,
      date: new Date(0),
      language: 'en',
      absolute: (path) => path,
    });
    assert.match(html, /<p class="ran">.*du paquet de l’ANS 61e148b6 : 2 erreurs.*: 2 errors; findings of other rules/);
  });

  test('and the text report leads from a failure to its assertion', () => {
    const text = textReport([failed], circuit, 'en');
    assert.match(text, /moodCode {2}\[schematron IHE\.sch:22\]\n/);
    assert.match(text, /moodCode {2}\[schematron\]\n/);
  });
});

suite('SARIF', async () => {
  const log = JSON.parse(await sarifReport(reports, options));
  const [run] = log.runs;
  const [first, ...others] = run.results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'unit-not-ucum');

  test('describes every rule and points to it', () => {
    assert.equal(log.version, '2.1.0');
    const { driver } = run.tool;
    assert.deepEqual([driver.name, driver.semanticVersion], ['CDA Workbench', '1.2.3']);
    for (const { id } of rules) {
      const descriptor = driver.rules.find((rule: { id: string }) => rule.id === id);
      assert.ok(descriptor.shortDescription.text && descriptor.help.text.includes(`docs/rules/${id}.md`), id);
    }
    for (const { ruleId, ruleIndex } of run.results) assert.equal(driver.rules[ruleIndex].id, ruleId);
  });

  test('counts lines and columns from 1', () => {
    const { artifactLocation, region } = first.locations[0].physicalLocation;
    const { start, end } = finding.range;
    assert.deepEqual(artifactLocation, { uri: 'dossier%20%C3%A9/a%2Cb%3Ac%20%25.xml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(region, {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    });
    assert.deepEqual([first.level, run.columnKind], ['error', 'utf16CodeUnits']);
  });

  test('keeps fingerprints when lines move, and tells equal findings apart', async () => {
    const moved = JSON.parse(await sarifReport([report(file, wrong.replaceAll('\n', '\n\n'))], options));
    const prints = (one: typeof run) =>
      one.results.map((each: { partialFingerprints: object }) => Object.values(each.partialFingerprints)[0]);
    const own = run.results.filter((one: typeof first) =>
      one.locations[0].physicalLocation.artifactLocation.uri.includes('a%2Cb'),
    );
    assert.deepEqual(prints({ results: own }), prints(moved.runs[0]));
    const twice = battery(result({ value: pq('1', 'zz') }), result({ value: pq('1', 'zz') }));
    const two = prints(JSON.parse(await sarifReport([report('twice.xml', twice)], options)).runs[0]);
    assert.equal(new Set(two).size, two.length);
  });

  test('gives silenced findings with their reason, and fixes', () => {
    assert.deepEqual(others.length, 1);
    assert.deepEqual(others[0].suppressions, [{ kind: 'inSource', justification: 'the analyser’s' }]);
    const [change] = others[0].fixes[0].artifactChanges;
    assert.equal(change.replacements[0].insertedContent.text, 'mmol/L');
    assert.deepEqual(change.replacements[0].deletedRegion, others[0].locations[0].physicalLocation.region);
  });

  test('tells what was not checked', () => {
    const [{ executionSuccessful, toolExecutionNotifications: told }] = run.invocations;
    assert.equal(executionSuccessful, false);
    assert.deepEqual(
      told.map(({ level, message }: { level: string; message: { text: string } }) => [level, message.text]),
      [
        ['note', 'not a CDA'],
        ['error', 'the check stopped'],
      ],
    );
  });

  test('makes each assertion of a Schematron a rule with its page, and shows where it stands', async () => {
    const start = { line: 9, character: 4 };
    const official = {
      ...finding,
      rule: 'schematron',
      source: 'schematron' as const,
      code: 'IHE/p1/a2',
      see: 'https://example.org/see',
      href: '',
      related: [
        { file: '/schemas/IHE.sch', range: { start, end: start }, message: { en: 'assertion', fr: 'assertion' } },
      ],
      cause: { range: { start, end: start }, message: { en: 'applies because of it', fr: '' } },
    };
    const checked = { ...(reports[1] as Extract<FileReport, { kind: 'cda' }>), findings: [official] };
    const [{ results, tool }] = JSON.parse(await sarifReport([checked], options)).runs;
    assert.equal(results[0].ruleId, 'schematron/IHE/p1/a2');
    assert.equal(tool.driver.rules[results[0].ruleIndex].helpUri, 'https://example.org/see');
    type Related = typeof first & { message: { text: string } };
    const places = results[0].relatedLocations.map(({ physicalLocation, message }: Related) => [
      physicalLocation.artifactLocation.uri,
      physicalLocation.region.startLine,
      message.text,
    ]);
    assert.deepEqual(places, [
      ['good.xml', 10, 'applies because of it'],
      ['file:///schemas/IHE.sch', 10, 'assertion'],
    ]);
    const [{ findings }] = JSON.parse(jsonReport([checked], '1.2.3', circuit, 'en')).files;
    assert.deepEqual(findings[0].cause, { range: { start, end: start }, message: 'applies because of it' });
  });
});

test('JUnit: a suite per file, well formed whatever the document holds', () => {
  const xml = junitReport(reports, 'fr');
  const { faults, root, elements } = parseXml(xml);
  assert.deepEqual(faults, []);
  const counts = ['tests', 'failures', 'errors', 'skipped'].map((name) => root?.attribute(name)?.value);
  assert.deepEqual(counts, ['4', '1', '1', '1']);
  assert.deepEqual(
    elements.filter(({ name }) => name === 'testsuite').map((suite) => suite.attribute('name')?.value),
    reports.map((one) => one.file),
  );
  const [failure] = elements.filter(({ name }) => name === 'failure');
  assert.equal(failure?.attribute('type')?.value, 'unit-not-ucum');
  assert.ok(failure?.attribute('message')?.value.includes('m<&"é'));
});

test('GitHub: annotations that no text of a document can break', () => {
  const lines = githubReport(reports, options).trimEnd().split('\n');
  const { line, character } = finding.range.start;
  assert.ok(
    lines.some((one) =>
      one.startsWith(
        `::error file=dossier é/a%2Cb%3Ac %25.xml,line=${line + 1},endLine=${line + 1},col=${character + 1},`,
      ),
    ),
    lines.join('\n'),
  );
  assert.ok(lines.includes('::error file=broken.xml::the check stopped'));
  assert.match(lines.at(-1) ?? '', /^4 file\(s\): 1 error\(s\)/);
});

suite('HTML', () => {
  const shown = {
    version: '1.2.3',
    circuit,
    date: new Date('2025-03-18T16:30:00Z'),
    language: 'fr',
    absolute: (path: string) => `/work dir/${path}`,
  } as const;
  const html = htmlReport(reports, shown);

  test('stands alone: no script, nothing loaded, everything escaped', () => {
    assert.ok(!/<script|<link|<img|src=|@import|url\(|\son\w+=/i.test(html));
    assert.ok(html.includes('m&lt;&amp;&quot;é') && !html.includes('m<&'));
  });

  test('says everything in both languages and opens the line', () => {
    const { line, character } = finding.range.start;
    assert.ok(
      html.includes(
        `href="vscode://file/work%20dir/dossier%20%C3%A9/a%2Cb%3Ac%20%25.xml:${line + 1}:${character + 1}"`,
      ),
    );
    for (const text of [finding.message.fr, finding.message.en]) {
      assert.ok(html.includes(text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')), text);
    }
    assert.match(html, /<html lang="fr">/);
  });

  test('names the day, the version, the package and the Circuit, and says what several files share once', () => {
    const official = {
      package: { en: '2025-03-03', fr: '2025-03-03' },
      schemas: ['XSD'],
      skipped: [],
      notes: [{ en: 'shared', fr: 'partagé' }],
    };
    const own = { ...official, notes: [...official.notes, { en: 'its own', fr: 'à lui' }] };
    const [bad, good] = reports as [CheckedFile, CheckedFile];
    const page = htmlReport(
      [
        { ...good, official },
        { ...bad, official: own },
      ],
      { ...shown, language: 'en' },
    );
    const said = (text: string) => page.split(text).length - 1;
    assert.match(page, /<time datetime="2025-03-18T16:30:00.000Z">/);
    assert.match(page, /ANS package: <\/span>2025-03-03/);
    assert.match(
      page,
      /Circuit de la biologie: <\/span><span lang="fr">un &lt;extrait&gt;<\/span><span lang="en">an &lt;/,
    );
    assert.deepEqual([said('>shared<'), said('>its own<')], [1, 1]);
  });

  test('files with errors come first, each count in its number', () => {
    const sections = [...html.matchAll(/<section id="[^"]*"><h2><code>([^<]*)/g)].map((match) => match[1]);
    assert.deepEqual(sections, ['broken.xml', file, 'good.xml', 'other.xml']);
    assert.match(html, /<span lang="en">1 error<\/span>/);
    assert.doesNotMatch(html, />1 errors|>Finding \(/);
  });

  test('findings of one place stand together, with what an official one is due to', () => {
    const [bad] = reports as [CheckedFile];
    const cause = { range: finding.range, message: { en: 'applies because of it', fr: 's’applique pour cela' } };
    const twice = { ...bad, findings: [finding, { ...finding, rule: 'schematron', cause }] };
    const page = htmlReport([twice], shown);
    assert.equal(page.split('<tr>').length - 1, 1);
    assert.equal(page.split('<li class="error">').length - 1, 2);
    assert.match(page, /<div class="cause">.*applies because of it<\/span>, <a href="vscode:/);
  });

  test('shows the source around the finding', () => {
    assert.ok(/<pre><code>[^<]*unit=&quot;<mark>m&amp;lt;&amp;amp;&amp;quot;é\u{1f9ea}?[^<]*<\/mark>/u.test(html));
  });
});

test('JSON keeps the shape of the contract', () => {
  const { circuit: used, files, summary } = JSON.parse(jsonReport(reports, '1.2.3', circuit, 'fr'));
  assert.deepEqual(Object.keys(files[0]), ['file', 'kind', 'model', 'findings']);
  assert.deepEqual(files[3], { file: 'broken.xml', kind: 'skipped', reason: 'arrêt', failed: true });
  assert.equal(summary.files, 4);
  assert.equal(used, circuit.fr);
});

test('an excerpt is one line, cut between characters', () => {
  const at = (text: string, marked: string) => {
    const start = text.indexOf(marked);
    return excerptAt(text, { start, end: start + marked.length });
  };
  assert.deepEqual(at('a\n  <b c="d"/> \ne', 'd'), { before: '<b c="', marked: 'd', after: '"/>' });
  const long = at(`${'\u{1f9ea}'.repeat(99)}x${'y'.repeat(99)}`, 'x');
  assert.match(long.before, /^…(?:\u{1f9ea})+$/u);
  assert.equal(long.after, `${'y'.repeat(60)}…`);
  assert.deepEqual(excerptAt('ab\ncd', { start: 1, end: 4 }), { before: 'a', marked: 'b', after: '' });
});

test('a path becomes a URI on every system', () => {
  assert.deepEqual(fileUri('./a b/é.xml'), { uri: 'a%20b/%C3%A9.xml', uriBaseId: '%SRCROOT%' });
  assert.deepEqual(fileUri('/a/b.xml'), { uri: 'file:///a/b.xml' });
  assert.deepEqual(fileUri('C:\\a b\\c.xml'), { uri: 'file:///C:/a%20b/c.xml' });
});
