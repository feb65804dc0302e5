import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OfficialThread } from '../server/src/lsp/officialThread';
import { type StatusParams, statusNotification } from '../server/src/protocol';
import { decode } from '../server/src/xml/decode';
import { LineIndex } from '../server/src/xml/positions';
import { Client } from '../test/lsp/client';
import { measure, type Row, timing } from './measure';
import { inOwnProcess } from './ownProcess';

const structureMinimale = 'ASIP-STRUCT-MIN-StrucMin.sch';
const terminologies = 'terminologie.sch';

/** The document without the instructions that name these Schematrons. */
function without(text: string, ...names: readonly string[]): string {
  return text.replace(/<\?oxygen [^?]*\?>\s*/g, (instruction) =>
    names.some((name) => instruction.includes(name)) ? '' : instruction,
  );
}

/**
 * A keystroke in the document until its official findings are there with their ranges, on the thread that the server uses: XSD, the
 * document's own Schematron and the three profiles; then with the header profile too.
 */
export async function keystrokes(
  path: string,
  packageRoot: string,
  subject: string,
  targets: { plain: number; structureMinimale: number },
): Promise<Row[]> {
  const { text } = decode(readFileSync(path));
  const thread = new OfficialThread({ workerPath: join(__dirname, '../dist/officialWorker.js') });
  const timed = (checked: string) => {
    const document = TextDocument.create(pathToFileURL(path).href, 'xml', 0, checked);
    const end = document.positionAt(/<\/(?:c:)?title>/.exec(checked)?.index ?? 0);
    return measure(async () => {
      TextDocument.update(document, [{ range: { start: end, end }, text: '1' }], document.version + 1);
      const changed = document.getText();
      const { findings } = await thread.check(path, {
        text: changed,
        path,
        packageRoot,
        schematrons: 'document',
        xsd: true,
        rules: {},
      });
      const lines = new LineIndex(changed);
      findings.map(({ at }) => lines.range(at));
    }, 100);
  };
  const plain = await timed(without(text, structureMinimale, terminologies));
  const full = await timed(without(text, terminologies));
  thread.dispose();
  const row = { subject, unit: 'ms', judged: 'p95' } as const;
  return [
    { what: 'change ⇒ XSD, own Schematron, 3 profiles', ...row, ...plain, target: targets.plain },
    { what: 'the same with STRUCT-MIN', ...row, ...full, target: targets.structureMinimale },
  ];
}

/** From opening a document in a server that knows nothing yet to its first official verdict, and the memory it holds after a pause. */
export async function firstVerdict(path: string, packageRoot: string, subject: string): Promise<Row[]> {
  const uri = pathToFileURL(path).href;
  const { text } = decode(readFileSync(path));
  const times: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < 5; run++) {
    const client = await Client.start({ settings: { package: { path: packageRoot } } });
    const verdict = new Promise<void>((resolve) =>
      client.connection.onNotification(statusNotification, ({ official }: StatusParams) => {
        if (official?.state === 'done') resolve();
      }),
    );
    const start = performance.now();
    await client.open(uri, text);
    await client.request('textDocument/diagnostic', { textDocument: { uri } });
    await verdict;
    times.push(performance.now() - start);
    await delay(5000);
    memory.push(client.megabytes());
    await client.stop();
  }
  return [
    { what: 'opening ⇒ first official verdict, all schemas', subject, unit: 'ms', ...timing(times), target: 1200 },
    {
      what: 'server memory with all official schemas (resident)',
      subject,
      unit: 'MB',
      median: timing(memory).median,
      target: 250,
    },
  ];
}

/** All examples of the package with every schema: the command line, process start included, then threads that have compiled the schemas. */
export function folders(packageRoot: string): Row[] {
  const examples = join(packageRoot, 'ExemplesCDA');
  const dist = join(__dirname, '../dist');
  const files = readdirSync(examples)
    .filter((name) => /\.xml$/i.test(name))
    .map((name) => join(examples, name));
  const subject = `${files.length} documents, 2 threads`;
  const cold: number[] = [];
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [
      join(dist, 'cli.js'),
      ...['check', examples, '--package', packageRoot, '--jobs', '2'],
    ]);
    if (status !== 0 && status !== 1) throw new Error(String(stderr));
    cold.push(performance.now() - start);
  }
  const warm: number[] = [];
  for (let run = 0; run < 3; run++)
    warm.push(inOwnProcess<number>('folderTask.ts', [packageRoot, join(dist, 'checkWorker.js'), ...files]));
  const row = { subject, unit: 'ms' } as const;
  return [
    { what: 'cda check --package, nothing compiled', ...row, median: timing(cold).median, target: 3000 },
    // 120 documents a second.
    {
      what: 'the same, schemas compiled',
      ...row,
      median: timing(warm).median,
      target: Math.round((files.length * 1000) / 120),
    },
  ];
}
