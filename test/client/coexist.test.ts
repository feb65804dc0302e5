import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Coexistence, type CoexistHost, type XmlFileAssociation } from '../../client/src/coexist';

const document = (attributes = '') =>
  `<?xml version="1.0"?>\n<!-- x -->\n<ClinicalDocument xmlns="urn:hl7-org:v3"${attributes}/>`;
const uri = 'file:///home/a%20b/cr%5B1%5D.xml';
const xsd = 'file:///package/infrastructure/cda/CDA_extended.xsd';

/** A stand-in for VS Code and for redhat.vscode-xml, which keeps associations by their pattern. */
function host(changes: Partial<CoexistHost> & { text?: () => string } = {}) {
  const associations: XmlFileAssociation[] = [];
  const calls = { changed: 0 };
  const api = {
    addXMLFileAssociations: (added: XmlFileAssociation[]) => void associations.push(...added),
    removeXMLFileAssociations: (removed: XmlFileAssociation[]) => {
      for (const { pattern } of removed) {
        const at = associations.findIndex((each) => each.pattern === pattern);
        if (at >= 0) associations.splice(at, 1);
      }
    },
  };
  const coexistence = new Coexistence({
    api: async () => api,
    validatesSchemas: () => true,
    offers: () => true,
    text: () => document(),
    exists: async () => true,
    changed: () => void calls.changed++,
    ...changes,
  });
  return { associations, calls, coexistence };
}

describe('side by side with redhat.vscode-xml', () => {
  it('offers the schema of the package for a document, once, and takes it back', async () => {
    const { associations, calls, coexistence } = host();
    assert.equal(await coexistence.validates(uri), false);
    await coexistence.offer(uri, xsd);
    await coexistence.offer(uri, xsd);
    assert.deepEqual(associations, [{ systemId: xsd, pattern: '**/home/a b/cr\\[1\\].xml' }]);
    assert.equal(await coexistence.validates(uri), true);
    assert.equal(calls.changed, 1);
    await coexistence.offer(uri, 'file:///other.xsd');
    assert.deepEqual(
      associations.map(({ systemId }) => systemId),
      ['file:///other.xsd'],
    );
    await coexistence.offer(uri, undefined);
    assert.deepEqual([associations, await coexistence.validates(uri), calls.changed], [[], false, 3]);
    await coexistence.offer('file:///c%3A/x.xml', xsd);
    assert.deepEqual(
      associations.map(({ pattern }) => pattern),
      ['**/x.xml'],
    );
    await coexistence.forget('file:///c%3A/x.xml');
    assert.deepEqual(associations, []);
  });

  it('offers nothing where the setting says so, nor for a stylesheet around the document, nor without that extension', async () => {
    for (const changes of [
      { offers: () => false },
      { text: () => `<xsl:stylesheet xmlns:xsl="x">${document()}</xsl:stylesheet>` },
      { text: () => `${'\n<!-- note --> <?a b?>'.repeat(2000)}<xsl:stylesheet xmlns:xsl="x"/>` },
      { api: async () => undefined },
    ]) {
      const { associations, coexistence } = host(changes);
      await coexistence.offer(uri, xsd);
      assert.deepEqual([associations, await coexistence.validates(uri)], [[], false]);
    }
  });

  it('knows that a document which names its schema is validated against it, if it is there', async () => {
    const asked: string[] = [];
    const named = ' xsi:schemaLocation="urn:x a.xsd\n urn:hl7-org:v3 ../xsd/CDA.xsd"';
    const { associations, coexistence } = host({
      text: () => document(named),
      exists: async (each) => asked.push(each) > 0,
    });
    await coexistence.offer(uri, xsd);
    assert.deepEqual([associations, await coexistence.validates(uri)], [[], true]);
    assert.deepEqual(asked, ['file:///home/xsd/CDA.xsd']);
    assert.equal(
      await host({ text: () => document(named), exists: async () => false }).coexistence.validates(uri),
      false,
    );
    assert.equal(
      await host({ text: () => document(named), api: async () => undefined }).coexistence.validates(uri),
      false,
    );
  });

  it('knows that its settings may keep it from validating', async () => {
    const { coexistence } = host({ validatesSchemas: () => false });
    await coexistence.offer(uri, xsd);
    assert.equal(await coexistence.validates(uri), false);
  });
});
