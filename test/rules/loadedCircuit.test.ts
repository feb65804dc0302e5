import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { codeDisplayName } from '../../server/src/rules/code-display-name';
import { codePriority } from '../../server/src/rules/code-priority';
import { battery, pq, result } from '../../server/src/rules/examples';
import { loincMalformed } from '../../server/src/rules/loinc-malformed';
import { loincNotInCircuit } from '../../server/src/rules/loinc-not-in-circuit';
import type { Rule } from '../../server/src/rules/rule';
import { runRule } from '../../server/src/rules/run';
import { Circuit } from '../../server/src/terminology/circuit';
import { LoincList, type LoincSources } from '../../server/src/terminology/loincList';
import { ucum } from '../../server/src/terminology/ucum';
import { applyFix } from '../support';

const circuit = new Circuit(
  [
    { loinc: '1988-5', label: 'C Réactive protéine [Masse/Volume]', editionLabel: 'CRP', unit: 'mg/L' },
    { loinc: '30522-7', label: 'C Réactive protéine ultrasensible [Masse/Volume]', editionLabel: 'CRP', unit: 'mg/L' },
    { loinc: '14682-9', label: 'Créatinine [Moles/Volume]', editionLabel: 'Créatinine', unit: 'umol/L' },
    { loinc: '2160-0', label: 'Créatinine [Masse/Volume]', editionLabel: 'Créatinine', unit: 'mg/L' },
    { loinc: '2951-2', label: 'Sodium [Moles/Volume]', waitingCode: '1000', unit: 'mmol/L' },
    { label: 'Analyse sans LOINC', waitingCode: '1001' },
    { label: 'Fer', waitingCode: '1002' },
    { loinc: '14798-3', label: 'Fer [Moles/Volume] ; Sérum', waitingCode: '1002', unit: 'umol/L' },
    { loinc: '2498-4', label: 'Fer [Masse/Volume] ; Sérum', waitingCode: '1002', unit: 'ug/dL' },
    { loinc: '2823-3', label: 'Potassium', unit: 'mmol/L' },
    { loinc: '6298-4', label: 'POTASSIUM', unit: 'mmol/L' },
  ],
  { builtIn: false, source: 'test' },
);

/** LOINC Biologie holds the Circuit's codes and others. */
const loincBiologie = new LoincList(
  new Circuit(
    [
      { loinc: '1988-5', label: 'C Réactive protéine [Masse/Volume]' },
      { loinc: '3016-3', label: 'Thyréostimuline [Unités/Volume]' },
    ],
    { builtIn: false, source: 'LOINC_Biologie.xlsx' },
  ),
);

function find(rule: Rule, xml: string, sources: LoincSources = { circuit }) {
  const document = CdaDocument.read(xml);
  assert.ok(document);
  return runRule(rule, document, { ...sources, ucum, origin: { linkedFile: () => ({ kind: 'unknown' }) } });
}

function translated(code: string, displayName: string, codeSystem: string, value: string): string {
  return battery(
    result({
      code: `<code><translation code="${code}" displayName="${displayName}" codeSystem="${codeSystem}"/></code>`,
      value,
    }),
  );
}

const laboratory = '1.2.250.1.2.3.4';
const waiting = '1.2.250.1.213.1.1.5.130';

suite('rules with a loaded Circuit', () => {
  test('code-priority: a waiting code whose analysis has a LOINC now is replaced by it', () => {
    const xml = translated('1000', 'Natrémie', waiting, pq('140', 'mmol/L'));
    const [finding, ...others] = find(codePriority, xml);
    assert.deepEqual([finding?.severity, others.length, finding?.fixes?.length], ['warning', 0, 1]);
    const fixed = finding?.fixes?.[0] && applyFix(xml, finding.fixes[0]);
    assert.match(
      fixed ?? '',
      /<code code="2951-2" displayName="Sodium \[Moles\/Volume\]" codeSystem="2\.16\.840\.1\.113883\.6\.1" codeSystemName="LOINC"><\/code>/,
    );
  });

  test('code-priority: a waiting code or a label of several analyses gives all of them', () => {
    const offered = (xml: string) => find(codePriority, xml).map(({ fixes }) => fixes?.map(({ title }) => title.en));
    assert.deepEqual(offered(translated('1002', 'Fer', waiting, pq('15', 'umol/L'))), [
      ['Use LOINC 14798-3, Fer [Moles/Volume] ; Sérum', 'Use LOINC 2498-4, Fer [Masse/Volume] ; Sérum'],
    ]);
    assert.deepEqual(offered(translated('K', 'potassium', laboratory, pq('4.1', 'mmol/L'))), [
      ['Use LOINC 2823-3, Potassium', 'Use LOINC 6298-4, POTASSIUM'],
    ]);
  });

  test('code-priority: a waiting code without LOINC is right', () => {
    assert.deepEqual(find(codePriority, translated('1001', 'CRP', waiting, pq('1', 'mg/L'))), []);
  });

  test('code-priority: a waiting code that the Circuit does not have, where it has waiting codes', () => {
    const xml = translated('9999', 'Autre analyse', waiting, pq('1', 'mg/L'));
    const [finding, ...others] = find(codePriority, xml);
    assert.deepEqual([finding?.severity, finding?.fixes, others], ['warning', undefined, []]);
    assert.match(finding?.message.fr ?? '', /^9999 n’est pas un code d’attente du jeu de valeurs .* \(test\)/);
    assert.deepEqual(find(codePriority, xml, { circuit: Circuit.builtIn() }), []);
    const without = new Circuit([{ loinc: '1988-5', label: 'CRP' }], { builtIn: false, source: 'test' });
    assert.deepEqual(find(codePriority, xml, { circuit: without }), []);
  });

  test('code-priority: the unit tells analyses of one edition label apart', () => {
    const [finding] = find(codePriority, translated('A', 'créatinine', laboratory, pq('80', 'mmol/L')));
    assert.equal(finding?.severity, 'info');
    assert.deepEqual(
      finding?.fixes?.map(({ title }) => title.en),
      ['Use LOINC 14682-9, Créatinine [Moles/Volume]'],
    );
  });

  test('code-priority: several candidates are all offered', () => {
    const [finding] = find(codePriority, translated('A', 'CRP', laboratory, pq('5', 'mg/L')));
    assert.match(finding?.message.en ?? '', /several analyses for it: 1988-5, 30522-7/);
    assert.equal(finding?.fixes?.length, 2);
  });

  test('loinc-not-in-circuit: information on each absent analysis, once', () => {
    const coded = (code: string) =>
      result({ code: `<code code="${code}" displayName="x" codeSystem="2.16.840.1.113883.6.1"/>` });
    const found = find(loincNotInCircuit, battery(...['718-7', '1988-5', '3016-3', '718-7'].map(coded)));
    assert.deepEqual(
      found.map(({ severity, message }) => [severity, message.en.split(' ')[0]]),
      [
        ['info', '718-7'],
        ['info', '3016-3'],
      ],
    );
  });

  const coded = (code: string, label = 'x') =>
    battery(result({ code: `<code code="${code}" displayName="${label}" codeSystem="2.16.840.1.113883.6.1"/>` }));

  test('loinc-not-in-circuit: without LOINC Biologie it says what it cannot tell', () => {
    const [finding] = find(loincNotInCircuit, coded('3016-3'));
    assert.equal(finding?.severity, 'info');
    assert.match(finding?.message.fr ?? '', /LOINC Biologie n’est pas chargé \(cda\.loincBiologie\.path\)/);
  });

  test('loinc-not-in-circuit: a code of LOINC Biologie has priority 2, another is an error', () => {
    const [second] = find(loincNotInCircuit, coded('3016-3'), { circuit, loincBiologie });
    assert.equal(second?.severity, 'info');
    assert.match(second?.message.fr ?? '', /dans LOINC Biologie \(priorité 2\)/);
    const [neither] = find(loincNotInCircuit, coded('718-7'), { circuit, loincBiologie });
    assert.equal(neither?.severity, 'error');
    assert.match(neither?.message.fr ?? '', /ni dans .* ni dans LOINC Biologie \(LOINC_Biologie\.xlsx\)/);
  });

  test('loinc-not-in-circuit: with the built-in excerpt LOINC Biologie still tells what is wrong', () => {
    const builtIn = { circuit: Circuit.builtIn(), loincBiologie };
    assert.deepEqual(
      find(loincNotInCircuit, coded('2951-2'), builtIn).map(({ severity }) => severity),
      ['error', 'hint'],
    );
    assert.deepEqual(
      find(loincNotInCircuit, coded('3016-3'), builtIn).map(({ severity }) => severity),
      ['hint'],
    );
  });

  test('code-priority: a local code whose label LOINC Biologie has', () => {
    const xml = translated('TSH', 'thyréostimuline [Unités/Volume]', laboratory, pq('2', 'm[IU]/L'));
    assert.deepEqual(find(codePriority, xml), []);
    const [finding] = find(codePriority, xml, { circuit, loincBiologie });
    assert.equal(finding?.severity, 'info');
    assert.match(finding?.message.fr ?? '', /mais LOINC Biologie a cette analyse : LOINC 3016-3/);
    assert.match((finding?.fixes?.[0] && applyFix(xml, finding.fixes[0])) ?? '', /<code code="3016-3"/);
  });

  test('code-display-name: the label of LOINC Biologie where the Circuit has none', () => {
    const [finding] = find(codeDisplayName, coded('3016-3', 'TSH'), { circuit, loincBiologie });
    assert.match(finding?.message.fr ?? '', /dans LOINC Biologie est « Thyréostimuline/);
    assert.deepEqual(find(codeDisplayName, coded('3016-3', 'TSH')), []);
  });
});

test('an analysis without a label is filled in without one', () => {
  const unnamed = new Circuit([{ loinc: '2951-2', label: '', waitingCode: '1000' }], {
    builtIn: false,
    source: 'test',
  });
  const xml = battery(
    result({ code: `<code code="1000" displayName="Sodium" codeSystem="${waiting}"/>`, value: pq('140', 'mmol/L') }),
  );
  const fixed = find(codePriority, xml, { circuit: unnamed }).flatMap(({ fixes = [] }) =>
    fixes.map((fix) => applyFix(xml, fix)),
  );
  const replaced = fixed.filter((text) => text.includes('2951-2'));
  assert.equal(replaced.length, 1);
  assert.match(
    replaced.join(''),
    /<code code="2951-2" codeSystem="2\.16\.840\.1\.113883\.6\.1" codeSystemName="LOINC"/,
  );
});

test('a waiting code declared as LOINC is told for what it is', () => {
  const xml = battery(result({ code: '<code code="1001" displayName="X" codeSystem="2.16.840.1.113883.6.1"/>' }));
  const [finding] = find(loincMalformed, xml);
  assert.match(finding?.message.en ?? '', /It is a waiting code of the Circuit/);
});
