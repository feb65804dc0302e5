import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { renderRequest } from '../server/src/protocol';
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

/** The built-in preview as the panel asks for it: the first one in a server that just answered, then after each change. */
export async function previews(
  path: string,
  subject: string,
  targets: { first?: number; warm?: number },
): Promise<Row[]> {
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const first = async (pause: number) => {
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const client = await Client.start();
      await client.open(uri, text);
      await client.request('textDocument/diagnostic', { textDocument: { uri } });
      await delay(pause);
      const start = performance.now();
      await client.request(renderRequest, { uri });
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
      await client.request(renderRequest, { uri });
    },
    20,
    8,
  );
  const memory = client.megabytes();
  await client.stop();
  return [
    { what: 'first preview, at once', subject, unit: 'ms', ...atOnce, ...(targets.first && { target: targets.first }) },
    {
      what: 'first preview, 2 s after opening',
      subject,
      unit: 'ms',
      ...soon,
      ...(targets.first && { target: targets.first }),
    },
    { what: 'warm preview', subject, unit: 'ms', ...warm, ...(targets.warm && { target: targets.warm }) },
    { what: 'server memory with preview (resident)', subject, unit: 'MB', median: memory },
  ];
}
