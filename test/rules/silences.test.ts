import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { silenceHere } from '../../server/src/features/silenceHere';
import { rules } from '../../server/src/rules';
import { battery, pq, result } from '../../server/src/rules/examples';
import type { Finding, RuleContext } from '../../server/src/rules/rule';
import { officialApplied, runRules } from '../../server/src/rules/run';
import { applySilences } from '../../server/src/rules/silences';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import { applyFix } from '../support';

const context: RuleContext = { circuit: Circuit.builtIn(), ucum, origin: { linkedFile: () => ({ kind: 'unknown' }) } };
const read = (text: string) => CdaDocument.read(text) as CdaDocument;
const run = (text: string, settings = {}) => runRules(rules, read(text), context, settings);
const ids = (text: string, settings = {}) => run(text, settings).kept.map(({ rule }) => rule);

const wrong = '<value xsi:type="PQ" value="1" unit="mmole/L"/>';
const observation = (before: string, value: string, behind = '') =>
  battery(result().replace(pq('0.95', 'g/L'), `${before}${value}${behind}`));

suite('silences', () => {
  test('the document without comment has the finding', () => {
    assert.deepEqual(ids(observation('', wrong)), ['unit-not-ucum']);
  });

  test('of the next line, with the reason kept', () => {
    const { kept, silenced } = run(
      observation('<!-- cda-disable-next-line unit-not-ucum: as the analyser says -->\n', wrong),
    );
    assert.deepEqual(kept, []);
    assert.deepEqual(
      silenced.map(({ finding, reason }) => [finding.rule, reason]),
      [['unit-not-ucum', 'as the analyser says']],
    );
  });

  test('of the next line only, but of all of the tag that begins there', () => {
    const comment = '<!-- cda-disable-next-line unit-not-ucum: reason -->\n';
    assert.deepEqual(ids(observation(comment, wrong.replaceAll(' ', '\n'))), []);
    assert.deepEqual(
      ids(observation(comment, `<!-- other -->\n\n${wrong}`)),
      [],
      'comments and blank lines do not count',
    );
    assert.deepEqual(ids(observation(comment, `<text/>\n${wrong}`)).sort(), ['silence', 'unit-not-ucum']);
    assert.deepEqual(
      ids(observation(`${comment.trim()}`, wrong)).sort(),
      ['silence', 'unit-not-ucum'],
      'the same line',
    );
  });

  test('of the next line after comments before its tag, however many comments there are', () => {
    const comment = '<!-- cda-disable-next-line unit-not-ucum: reason -->\n';
    assert.deepEqual(ids(observation(comment, `<!--n-->${wrong}`, '\n<!-- later -->\n')), []);
    assert.deepEqual(ids(observation(comment, `<!--two\nlines-->${wrong}`)), []);
    const many = '<!--a-->'.repeat(2000);
    assert.deepEqual(ids(observation(comment, `${many}${wrong}`)), []);
  });

  test('comments above each other are for the same line', () => {
    const two =
      '<!-- cda-disable-next-line unit-not-ucum: one -->\n<!-- cda-disable-next-line code-display-name: two -->\n';
    assert.deepEqual(ids(observation(two, wrong)), ['silence'], 'only the second silences nothing');
  });

  test('of several rules, with or without commas, with a space before the colon', () => {
    for (const list of ['unit-not-ucum unit-missing', 'unit-missing,unit-not-ucum', 'unit-missing , unit-not-ucum ']) {
      const text = observation(`<!--cda-disable-next-line ${list}: because-->\r\n`, wrong);
      const [hint, ...others] = run(text).kept;
      assert.deepEqual([hint?.rule, others], ['silence', []], list);
      assert.equal(text.slice(hint?.at.start, hint?.at.end), 'unit-missing');
    }
  });

  test('of a region, up to its end or that of the document', () => {
    const open = '<!-- cda-disable unit-not-ucum: analyser -->';
    const close = '<!-- cda-enable unit-not-ucum -->';
    assert.deepEqual(ids(observation(open, `<text/>\n${wrong}`)), []);
    assert.deepEqual(ids(observation(open, wrong, close)), []);
    assert.deepEqual(ids(observation(open + close, wrong)).sort(), ['silence', 'unit-not-ucum']);
    assert.deepEqual(ids(observation('', wrong, open)).sort(), ['silence', 'unit-not-ucum']);
    assert.deepEqual(ids(observation(`${open}${close}${open}`, wrong)).sort(), ['silence'], 'opened again');
    assert.deepEqual(ids(`${open}\n${observation('', wrong).replace(/^<\?xml.*\n/, '')}`), [], 'from the prolog');
  });

  test('say nothing of a rule that is off, nor of official checks that have not run', () => {
    const text = observation('<!-- cda-disable-next-line unit-missing xsd schematron: reason -->\n', pq('0.95', 'g/L'));
    assert.deepEqual(ids(text, { 'unit-missing': 'off' }), []);
    assert.deepEqual(ids(text), ['silence']);
    assert.deepEqual(ids(text, { silence: 'off' }), []);
    assert.deepEqual(
      run(text, { silence: 'error' }).kept.map(({ severity }) => severity),
      ['error'],
    );
  });

  test('of official findings', () => {
    const text = observation('<!-- cda-disable-next-line schematron: fault of the package -->\n', wrong);
    const document = read(text);
    const at = { start: text.indexOf('mmole'), end: text.indexOf('mmole') + 5 };
    const finding: Finding = {
      rule: 'schematron',
      severity: 'error',
      source: 'schematron',
      href: '',
      at,
      message: { en: '', fr: '' },
    };
    const { kept, silenced } = applySilences(document, [finding, { ...finding, rule: 'xsd' }], officialApplied);
    assert.deepEqual([kept.map(({ rule }) => rule), silenced.length], [['xsd'], 1]);
    assert.deepEqual(
      applySilences(document, [], officialApplied).kept.map(({ rule }) => rule),
      ['silence'],
    );
  });

  test('cost little, however many there are', () => {
    const many = '<!-- cda-disable-next-line unit-not-ucum: x -->\n'.repeat(20_000);
    const text = observation(many, wrong);
    const start = performance.now();
    assert.equal(read(text).silences.length, 20_000);
    applySilences(read(text), [], officialApplied);
    assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
  });
});

suite('the quick fix that silences', () => {
  const after = (text: string, reason: string) => {
    const document = read(text);
    const [finding] = runRules(rules, document, context).kept;
    const edits = finding && silenceHere(document, finding, reason);
    return edits && applyFix(text, { title: { en: '', fr: '' }, edits });
  };

  test('writes a line above the element, indented as it is, with its line break', () => {
    const text = observation('\r\n    ', wrong.replace(' unit', '\r\n  unit')).replaceAll(/\r?\n/g, '\r\n');
    const silenced = after(text, 'because') ?? '';
    assert.ok(
      silenced.includes('\r\n    <!-- cda-disable-next-line unit-not-ucum: because -->\r\n    <value'),
      silenced,
    );
    assert.deepEqual(ids(silenced), []);
  });

  test('writes around an element that shares its line', () => {
    const silenced = after(observation('<text/>', wrong), 'because') ?? '';
    assert.ok(
      silenced.includes(`<!-- cda-disable unit-not-ucum: because -->${wrong}<!-- cda-enable unit-not-ucum -->`),
    );
    assert.deepEqual(ids(silenced), []);
  });

  test('without reason leaves the hint that asks for one', () => {
    assert.deepEqual(ids(after(observation('\n', wrong), '') ?? ''), ['silence']);
  });

  test('is not for syntax', () => {
    assert.equal(after(observation('', '<value'), 'because'), undefined);
  });
});
