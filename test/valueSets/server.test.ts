import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import { bindings } from '../../server/src/cda/bindings';
import { LoadedValueSets } from '../../server/src/lsp/valueSets';
import type { AnsPackage } from '../../server/src/package/ansPackage';
import { loadValueSets } from '../../server/src/package/valueSetStore';
import { ValueSets } from '../../server/src/terminology/valueSets';
import { svs, svsConcept } from './samples';

const oid = '1.2.250.1.213.1.1.5.471';
const canonical = 'https://smt.esante.gouv.fr/fhir/ValueSet/jdv-essai';
const all = Array.from({ length: 2500 }, (_, index) => ({
  system: 'http://loinc.org',
  code: `${index}-0`,
  display: 'x',
}));

type Handler = (url: URL, response: ServerResponse) => void;

/** A FHIR terminology server that knows one value set and gives pages of at most 600 codes. */
function expansion(url: URL, response: ServerResponse, extra: object = { total: all.length }): void {
  const number = (name: string) => Number(url.searchParams.get(name));
  if (url.pathname === '/fhir/ValueSet') {
    const isKnown = url.searchParams.get('identifier') === `urn:oid:${oid}`;
    const entry = isKnown ? [{ resource: { resourceType: 'ValueSet', url: canonical } }] : [];
    return json(response, { resourceType: 'Bundle', type: 'searchset', entry });
  }
  if (url.searchParams.get('url') !== canonical) return json(response, { resourceType: 'OperationOutcome' }, 404);
  const offset = number('offset');
  const contains = all.slice(offset, offset + Math.min(600, number('count')));
  json(response, {
    resourceType: 'ValueSet',
    url: canonical,
    title: 'JDV essai',
    expansion: { ...extra, offset, contains },
  });
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
}

suite('FHIR terminology server', () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'value-set-cache-'));
  let handler: Handler = expansion;
  let requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handler(new URL(request.url ?? '', 'http://127.0.0.1'), response);
  });
  let url = '';

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(cacheDir, { recursive: true });
  });
  beforeEach(() => {
    handler = expansion;
    requests = [];
  });

  async function load(options: { wanted?: string[]; timeout?: number; cached?: boolean; at?: string } = {}) {
    const { wanted = [oid], timeout = 5000, cached = false, at = url } = options;
    const { valueSets, report } = await loadValueSets([], {
      ...(cached && { cacheDir }),
      server: { url: at, wanted, timeout },
    });
    return { valueSets, faults: report.faults.map(({ message }) => message.en) };
  }

  test('expands page by page; codes have the OID of their system', async () => {
    const { valueSets, faults } = await load();
    assert.deepEqual(faults, []);
    assert.equal(valueSets.find(oid)?.concepts.length, all.length);
    assert.equal(valueSets.find(oid)?.name, 'JDV essai');
    assert.equal(valueSets.has(oid, '2499-0', '2.16.840.1.113883.6.1'), 'in');
    assert.equal(valueSets.has(oid, '9999-0', '2.16.840.1.113883.6.1'), 'not-in');
    assert.equal(requests.length, 1 + Math.ceil(all.length / 600));
  });

  test('only the OID, then the canonical URL, leave the machine', async () => {
    await load();
    const sent = requests.map(({ method, url = '' }) => `${method} ${decodeURIComponent(url)}`);
    assert.equal(sent[0], `GET /fhir/ValueSet?identifier=urn:oid:${oid}&_elements=url,identifier`);
    assert.equal(sent[1], `GET /fhir/ValueSet/$expand?url=${canonical}&offset=0&count=1000`);
    for (const { headers } of requests) {
      assert.deepEqual(
        Object.keys(headers).filter((name) => /cookie|authorization|referer|content/.test(name)),
        [],
      );
    }
  });

  test('a server that says no total, or does not page, or less than its total', async () => {
    handler = (to, response) => expansion(to, response, {});
    assert.equal((await load()).valueSets.has(oid, '2499-0', '2.16.840.1.113883.6.1'), 'in');
    handler = (to, response) => {
      to.searchParams.set('offset', '0');
      expansion(to, response, {});
    };
    assert.equal((await load()).valueSets.find(oid)?.concepts.length, 600);
    handler = (to, response) => {
      to.searchParams.set('offset', '0');
      expansion(to, response, { total: 1000 });
    };
    assert.equal((await load()).valueSets.has(oid, 'zzz', '2.16.840.1.113883.6.1'), 'unknown');
    handler = (to, response) => expansion(to, response, { total: 9000 });
    assert.equal((await load()).valueSets.has(oid, 'zzz', '2.16.840.1.113883.6.1'), 'unknown');
  });

  test('a total that is no number says nothing; pages without end are given up', async () => {
    handler = (to, response) => expansion(to, response, { total: 'many' });
    assert.equal((await load()).valueSets.find(oid)?.concepts.length, all.length);
    handler = (to, response) => {
      if (to.pathname === '/fhir/ValueSet') return expansion(to, response);
      const code = `${to.searchParams.get('offset')}-0`;
      json(response, { resourceType: 'ValueSet', expansion: { contains: [{ system: 'http://loinc.org', code }] } });
    };
    assert.match((await load()).faults.join(), /does not expand/);
    assert.ok(requests.length < 300);
  });

  test('value sets of files and of the package serve while it is asked for the others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'value-set-files-'));
    const [first, second] = bindings.map((binding) => binding.oid);
    assert.ok(first && second && first !== second);
    writeFileSync(join(folder, 'first.xml'), svs(first, svsConcept('FILE')));
    const concepts = [{ code: 'PACKAGE', system: '1.2', display: '' }];
    const published = [first, second].map((one) => ({
      oids: [one],
      name: one,
      kind: 'value-set' as const,
      source: 'package',
      read: () => ({ concepts, complete: true }),
    }));
    const ansPackage = { root: folder, valueSetSource: new ValueSets(published) } as unknown as AnsPackage;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    handler = (_, response) => void held.then(() => json(response, {}, 404));
    let settled = () => {};
    const loaded = new LoadedValueSets(folder, () => settled());
    const once = () =>
      new Promise<void>((resolve) => {
        settled = resolve;
      });
    const find = (one: string) => loaded.for({ paths: [folder], server: url }, ansPackage)?.find(one);
    const files = once();
    assert.equal(find(first), undefined);
    await files;
    const served = once();
    assert.deepEqual(
      [first, second].map((one) => find(one)?.concepts[0]?.code),
      ['FILE', 'PACKAGE'],
    );
    release();
    await served;
    assert.ok(requests.length > 0);
    const asked = requests.map((request) => decodeURIComponent(request.url ?? ''));
    assert.ok(
      !asked.some((request) => request.includes(`urn:oid:${first}&`) || request.includes(`urn:oid:${second}&`)),
    );
    rmSync(folder, { recursive: true });
  });

  test('a value set it does not know is a fault, the others load', async () => {
    const { valueSets, faults } = await load({ wanted: ['1.2.9', oid] });
    assert.deepEqual(faults, ['The terminology server does not expand the value set 1.2.9.']);
    assert.deepEqual([...valueSets.oids], [oid]);
  });

  test('is asked once in seven days; what it gave remains when it is out of reach', async () => {
    await load({ cached: true });
    const asked = requests.length;
    await load({ cached: true });
    assert.equal(requests.length, asked);
    for (const name of readdirSync(cacheDir)) utimesSync(join(cacheDir, name), 0, 0);
    handler = (_, response) => json(response, {}, 503);
    const { valueSets, faults } = await load({ cached: true });
    assert.match(faults.join(), /cannot be used \(HTTP 503\)/);
    assert.equal(valueSets.has(oid, '1-0', '2.16.840.1.113883.6.1'), 'in');
    for (const name of readdirSync(cacheDir)) writeFileSync(join(cacheDir, name), '{');
    assert.equal((await load({ cached: true })).valueSets.size, 0);
  });

  test('one time-out is enough, and one message', async () => {
    handler = () => undefined;
    const start = performance.now();
    const { faults } = await load({ wanted: [oid, '1.2.8', '1.2.9'], timeout: 200 });
    assert.ok(performance.now() - start < 2000);
    assert.equal(requests.length, 1);
    assert.match(faults.join(), /^The terminology server cannot be used \(time-out\)[^,]*$/);
  });

  test('answers that are no FHIR, too large or elsewhere', async () => {
    handler = (_, response) => response.end('<html>');
    assert.match((await load()).faults.join(), /cannot be used/);
    handler = (_, response) => response.writeHead(302, { location: 'https://example.org/' }).end();
    assert.match((await load()).faults.join(), /cannot be used/);
    handler = (_, response) => response.end(Buffer.alloc(33 * 2 ** 20, ' '));
    assert.match((await load()).faults.join(), /cannot be used \(> 32 MB\)/);
  });

  test('no address but https, or http on this machine', async () => {
    for (const at of [
      'http://example.org/fhir',
      'file:///etc',
      'ftp://127.0.0.1/',
      'https://u:p@h/',
      'https://h/?q',
      'x',
    ]) {
      const { faults } = await load({ at });
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? '', /is refused: https is needed/, at);
    }
    assert.equal(requests.length, 0);
  });

  test('is not asked without need', async () => {
    await load({ wanted: [] });
    await loadValueSets([]);
    assert.equal(requests.length, 0);
  });
});
