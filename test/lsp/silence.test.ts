import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Client } from './client';

const text = battery(result({ value: `\n    ${pq('1', 'mmole/L')}` }));
const lines = text.split('\n');
const line = lines.findIndex((one) => one.includes('mmole/L'));

async function silenceAction(experimental?: object) {
  const client = await Client.start({ ...(experimental && { experimental }) });
  const uri = 'untitled:silence.xml';
  await client.open(uri, text);
  const character = (lines[line] ?? '').indexOf('mmole');
  const range = { start: { line, character }, end: { line, character } };
  const actions = await client.request<
    {
      title: string;
      command?: { command: string; arguments: unknown[] };
      edit?: { changes: Record<string, unknown[]> };
    }[]
  >('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [] } });
  await client.stop();
  return actions.at(-1);
}

suite('silencing a finding', () => {
  const start = { line, character: 4 };

  test('a client that asks for the reason is given the edits with its place marked', async () => {
    const action = await silenceAction({ silence: true });
    assert.equal(action?.title, 'Silence unit-not-ucum here with a reason…');
    assert.equal(action?.edit, undefined);
    assert.deepEqual(action?.command?.command, 'cda.silence');
    assert.deepEqual(action?.command?.arguments, [
      {
        uri: 'untitled:silence.xml',
        version: 1,
        rule: 'unit-not-ucum',
        edits: [
          {
            range: { start, end: start },
            newText: '<!-- cda-disable-next-line unit-not-ucum: {reason} -->\n    ',
          },
        ],
      },
    ]);
  });

  test('another client is given the edits without a reason', async () => {
    const action = await silenceAction();
    assert.equal(action?.command, undefined);
    assert.deepEqual(action?.edit?.changes['untitled:silence.xml'], [
      { range: { start, end: start }, newText: '<!-- cda-disable-next-line unit-not-ucum -->\n    ' },
    ]);
  });
});
