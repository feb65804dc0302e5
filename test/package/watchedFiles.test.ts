import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WatchedFiles } from '../../server/src/package/watchedFiles';

const folder = mkdtempSync(join(tmpdir(), 'watched-files-'));
after(() => rmSync(folder, { recursive: true }));

test('a file that is read again after a change has changed', () => {
  const path = join(folder, 'a.xml');
  writeFileSync(path, '<a/>');
  const files = new WatchedFiles();
  assert.equal(files.text(path), '<a/>');
  assert.equal(files.changed(true), false);
  writeFileSync(path, '<longer/>');
  assert.equal(files.text(path), '<longer/>');
  assert.equal(files.changed(true), true);
});
