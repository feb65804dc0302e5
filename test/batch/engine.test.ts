import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../server/src/batch/engine';

test('a file that cannot be read waits for the other thread, whose work on it is not the next file’s', async () => {
  let finish: () => void = () => undefined;
  const begun: string[] = [];
  const elsewhere = {
    check: () => new Promise<undefined>((resolve) => (finish = () => resolve(undefined))),
    begin: (files: readonly string[]) => void begun.push(...files),
  };
  const setup = { rules: {}, valueSets: [], packages: {}, excerpts: false };
  const engine = await Engine.start(setup, undefined, elsewhere);
  let done = false;
  const report = engine.check('absent.xml', ['next.xml', 'last.xml']).then((answer) => {
    done = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([done, begun], [false, ['next.xml', 'last.xml']]);
  finish();
  const { kind, ...rest } = await report;
  assert.equal(kind, 'skipped');
  assert.match(JSON.stringify(rest), /does not exist any more/);
});
