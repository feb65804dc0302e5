import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { crBio } from '../../server/src/rules/examples';
import { linkedFileMissing } from '../../server/src/rules/linked-file-missing';
import { runRules } from '../../server/src/rules/run';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';

const text = crBio('').replace('\n', '\n<?xml-stylesheet href="../a.xsl"?><?oxygen SCHSchema="../b.sch"?>\n');

/** Severity and place of each finding where only `found` is there. */
function findings(found: string) {
  const origin = { linkedFile: (href: string) => ({ kind: href === found ? 'found' : 'missing' }) as const };
  const context = { circuit: Circuit.builtIn(), ucum, origin };
  const { kept } = runRules([linkedFileMissing], CdaDocument.read(text) as CdaDocument, context);
  return kept.map(({ severity, at, message }) => [severity, text.slice(at.start, at.end), message.en]);
}

test('where nothing that a document names is found, one warning says so', () => {
  assert.deepEqual(findings('none'), [
    [
      'warning',
      '../a.xsl',
      'None of the 2 files that this document names (“../a.xsl” first) was found from its folder: it was probably moved.',
    ],
    ['hint', '../b.sch', 'The Schematron “../b.sch” was not found from this document’s folder.'],
  ]);
});

test('where only one is not found, it is the one to warn of', () => {
  assert.deepEqual(findings('../a.xsl'), [
    ['warning', '../b.sch', 'The Schematron “../b.sch” was not found from this document’s folder.'],
  ]);
});
