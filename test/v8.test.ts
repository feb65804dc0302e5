import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('V8 knows the flags that are set: of others it complains on stderr', () => {
  const module = JSON.stringify(join(__dirname, '../server/src/v8'));
  for (const call of ['tuneForServer', 'tuneForBatch']) {
    const program = `require(${module}).${call}()`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(status, 0);
  }
  const { stderr } = spawnSync(process.execPath, ['-e', "require('node:v8').setFlagsFromString('--no-such-flag')"], {
    encoding: 'utf8',
  });
  assert.notEqual(stderr, '');
});
