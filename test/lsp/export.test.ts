import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type ExportAnswer,
  type ExportParams,
  exportRequest,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
} from '../../server/src/protocol';
import { findChromium } from '../client/chromium';
import { pdfAFaults } from '../render/pdf/rules';
import { Client } from './client';

const samples = join(__dirname, '../../samples');
const report = readFileSync(join(samples, 'CR-BIO_correct.xml'), 'utf8');
const level1 = readFileSync(join(samples, 'N1_PDF.xml'), 'utf8');

describe('cda/export', () => {
  let client: Client;
  const exported = (uri: string, format: ExportParams['format']) =>
    client.request<ExportAnswer>(exportRequest, { uri, format });
  const bytesOf = (answer: ExportAnswer) => {
    assert.ok('base64' in answer, JSON.stringify(answer));
    return Buffer.from(answer.base64, 'base64');
  };

  before(async () => {
    client = await Client.start();
    await client.open('untitled:report.xml', report);
    await client.open('untitled:n1.xml', level1);
    await client.open('untitled:other.xml', '<a/>');
  });
  after(() => client.stop());

  test('writes one self-contained page', async () => {
    const page = bytesOf(await exported('untitled:report.xml', 'html')).toString('utf8');
    assert.match(page, /^<!DOCTYPE html>/);
    assert.match(page, /Content-Security-Policy/);
    assert.doesNotMatch(page, /<script|(?:src|href)="(?!data:|#|https?:|mailto:)/);
  });

  test('writes PDF/A-1', { skip: findChromium() ? false : 'no Chromium here' }, async () => {
    assert.deepEqual(await pdfAFaults(bytesOf(await exported('untitled:report.xml', 'pdf'))), []);
  });

  test('writes the PDF of a level-1 document as it is, and says so', async () => {
    const answer = await exported('untitled:n1.xml', 'pdf');
    assert.deepEqual(bytesOf(answer), bytesOf(await exported('untitled:n1.xml', 'copy')));
    assert.match(('notice' in answer && answer.notice) || '', /written as it is/);
    assert.equal(bytesOf(answer).subarray(0, 5).toString('latin1'), '%PDF-');
  });

  test('an export and a comparison that wait are not given up for the preview', async () => {
    const uri = 'untitled:report.xml';
    const rendered = (params: Partial<RenderParams> = {}) =>
      client.request<Rendering | RenderFailure>(renderRequest, { uri, ...params });
    const first = rendered();
    const kept = [rendered({ asker: 'comparison' }), exported(uri, 'html'), exported(uri, 'html')];
    const previews = [rendered(), rendered()];
    for (const answer of await Promise.all([first, ...kept])) assert.ok(!('failure' in answer), JSON.stringify(answer));
    const [waiting, newest] = await Promise.all(previews);
    assert.ok(newest && 'html' in newest);
    assert.ok(waiting && 'failure' in waiting, 'the preview that waits gives way to the newer one');
  });

  test('says why there is nothing to write', async () => {
    const without = report.replace(
      /<section>(?:(?!<\/section>)[\s\S])*1\.2\.250\.1\.213\.1\.1\.2\.243[\s\S]*?<\/section>/,
      '<section/>',
    );
    await client.open('untitled:without.xml', without);
    for (const [uri, format, reason] of [
      ['untitled:without.xml', 'copy', /carries no PDF/],
      ['untitled:other.xml', 'html', /not a CDA document/],
      ['untitled:closed.xml', 'html', /not a CDA document/],
    ] as const) {
      const answer = await exported(uri, format);
      assert.ok('failure' in answer, uri);
      assert.match(answer.failure, reason);
    }
  });
});
