import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { prepareNotification, type RenderParams, renderRequest } from '../server/src/protocol';
import { Client } from '../test/lsp/client';
import { measure, type Row, timing } from './measure';

/** From starting the server's process to its first findings, and the memory it then holds. */
export async function serverStart(path: string, subject: string): Promise<Row[]> {
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const times: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    const client = await Client.start();
    await client.open(uri, text);
    await client.request('textDocument/diagnostic', { textDocument: { uri } });
    times.push(performance.now() - start);
    memory.push(client.megabytes());
    await client.stop();
  }
  return [
    { what: 'server start ⇒ first findings', subject, unit: 'ms', ...timing(times), target: 500 },
    { what: 'server memory (resident)', subject, unit: 'MB', median: timing(memory).median },
  ];
}

/**
 * The preview as the panel asks for it, with the built-in stylesheet or another one: the first one in a server that just answered, then
 * after each change.
 */
export async function previews(
  path: string,
  subject: string,
  targets: { first?: number; warm?: number },
  stylesheet?: string,
): Promise<Row[]> {
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const params: RenderParams = { uri, trusted: true, ...(stylesheet !== undefined && { stylesheet }) };
  const by = stylesheet === undefined ? '' : ` with ${basename(stylesheet)}`;
  const first = async (pause: number) => {
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const client = await Client.start();
      await client.open(uri, text);
      await client.request('textDocument/diagnostic', { textDocument: { uri } });
      if (stylesheet !== undefined) await client.connection.sendNotification(prepareNotification, params);
      await delay(pause);
      const start = performance.now();
      rendered(await client.request(renderRequest, params));
      times.push(performance.now() - start);
      await client.stop();
    }
    return timing(times);
  };
  const atOnce = await first(0);
  const soon = await first(2000);
  const client = await Client.start();
  await client.open(uri, text);
  let version = 1;
  const warm = await measure(
    async () => {
      await client.change(uri, text.replace('</title>', ` ${version}</title>`), ++version);
      rendered(await client.request(renderRequest, params));
    },
    20,
    8,
  );
  const memory = client.megabytes();
  await client.stop();
  return [
    {
      what: `first preview${by}, at once`,
      subject,
      unit: 'ms',
      ...atOnce,
      ...(targets.first && { target: targets.first }),
    },
    {
      what: `first preview${by}, 2 s after opening`,
      subject,
      unit: 'ms',
      ...soon,
      ...(targets.first && { target: targets.first }),
    },
    { what: `warm preview${by}`, subject, unit: 'ms', ...warm, ...(targets.warm && { target: targets.warm }) },
    { what: `server memory with preview${by} (resident)`, subject, unit: 'MB', median: memory },
  ];
}

/** A preview that fails would be fast. */
function rendered(answer: unknown): void {
  if (!(answer as { html?: string }).html) throw new Error(JSON.stringify(answer).slice(0, 300));
}
