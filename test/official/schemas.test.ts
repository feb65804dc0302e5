import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Schemas } from '../../server/src/official/schemas';

const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
after(() => rmSync(folder, { recursive: true }));

test('of the phases of a schema the last ones asked for are kept', () => {
  const path = join(folder, 'a.sch');
  writeFileSync(path, '<schema xmlns="http://purl.oclc.org/dsdl/schematron"/>');
  const schemas = new Schemas();
  const all = schemas.schema({ path });
  const first = schemas.schema({ path, phase: 'p' });
  assert.notEqual(first, all);
  for (const phase of ['ph', 'pha', 'phas', 'phase']) {
    schemas.schema({ path, phase });
    assert.equal(schemas.schema({ path }), all, phase);
  }
  assert.equal(schemas.schema({ path, phase: 'phase' }), schemas.schema({ path, phase: 'phase' }));
  assert.notEqual(schemas.schema({ path, phase: 'p' }), first);
});
