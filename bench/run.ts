// npm run bench: prints a table and writes bench/latest.json. Needs the published examples in ../shared/corpus/examples, else it
// measures the samples.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CdaDocument } from '../server/src/cda/document';
import { hover } from '../server/src/features/hover';
import { linkedFiles } from '../server/src/package/linkedFiles';
import { rules } from '../server/src/rules';
import { runRules } from '../server/src/rules/run';
import { Circuit } from '../server/src/terminology/circuit';
import { ucum } from '../server/src/terminology/ucum';
import { tuneForServer } from '../server/src/v8';
import { decode } from '../server/src/xml/decode';
import { parseXml } from '../server/src/xml/parse';
import { LineIndex } from '../server/src/xml/positions';
import { activation } from './activation';
import { circuitLoading } from './circuit';
import { completions } from './completion';
import { measure, type Row, table, timing } from './measure';
import { firstVerdict, folders, keystrokes } from './official';
import { schematron } from './schematron';
import { previews, serverStart } from './server';
import { saxonFallback, xsltproc } from './stylesheet';
import { valueSets } from './valueSets';

const root = join(__dirname, '..');
const corpus = join(root, '../shared/corpus/examples');
const folder = existsSync(corpus) ? corpus : join(root, 'samples');

/** The documents of the design's measurements; the largest sample stands in for each of them where they are not there. */
const documents = existsSync(corpus)
  ? {
      small: 'BIO-CR-BIO_2024.01_TSH_1.xml',
      medium: 'IPS-FR_2024.01.xml',
      large: 'BIO-CR-BIO_2021.01_Auto-Presentable_avec-image.xml',
    }
  : { small: 'CR-BIO_correct.xml', medium: 'CR-BIO_correct.xml', large: 'CR-BIO_correct.xml' };

function subject(name: string): string {
  const kilobytes = Math.round(statSync(join(folder, name)).size / 1000);
  return `${name} (${kilobytes} kB)`;
}

async function inProcess(name: string, targets: { parse?: number; findings?: number }): Promise<Row[]> {
  const path = join(folder, name);
  const { text } = decode(readFileSync(path));
  const context = { circuit: Circuit.builtIn(), ucum, origin: { linkedFile: linkedFiles(path) } };
  const parse = await measure(() => parseXml(text));
  const findings = await measure(() => {
    const document = CdaDocument.read(text);
    const lines = new LineIndex(text);
    if (document) runRules(rules, document, context).kept.map(({ at }) => lines.range(at));
  });
  const document = CdaDocument.read(text) as CdaDocument;
  const offset = document.results[0]?.value?.start ?? document.root.start;
  const hovering = await measure(() => hover(document, offset + 3, context, 'fr'));
  const on = subject(name);
  return [
    { what: 'parse', subject: on, unit: 'ms', ...parse, ...(targets.parse && { target: targets.parse }) },
    {
      what: 'change ⇒ findings',
      subject: on,
      unit: 'ms',
      ...findings,
      ...(targets.findings && { target: targets.findings, judged: 'p95' }),
    },
    { what: 'hover', subject: on, unit: 'ms', ...hovering },
  ];
}

/** The whole command line, process start included. */
function commandLine(): Row {
  const times: number[] = [];
  const out = mkdtempSync(join(tmpdir(), 'cda-bench-'));
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [
      join(root, 'dist/cli.js'),
      'check',
      folder,
      '--no-official',
      '--format',
      'json',
      '--output',
      join(out, 'report.json'),
    ]);
    if (status !== 0 && status !== 1) throw new Error(String(stderr));
    times.push(performance.now() - start);
  }
  rmSync(out, { recursive: true });
  const count = readdirSync(folder).filter((name) => name.endsWith('.xml')).length;
  return {
    what: 'cda check --no-official',
    subject: `${count} documents, one process`,
    unit: 'ms',
    median: timing(times).median,
    target: 3000,
  };
}

/** The official checks of the ANS package, where it is checked out beside the project. */
async function officialChecks(): Promise<Row[]> {
  const ansPackage = join(root, '../testContenuCDA');
  if (!existsSync(ansPackage)) return [];
  const examples = join(ansPackage, 'ExemplesCDA');
  const { small, medium, large } = documents;
  const targets = [
    { name: small, plain: 10, structureMinimale: 30 },
    { name: medium, plain: 50, structureMinimale: 90 },
    { name: large, plain: 40, structureMinimale: 90 },
  ];
  const rows: Row[] = [];
  for (const { name, ...wanted } of targets) {
    rows.push(...(await keystrokes(join(examples, name), ansPackage, subject(name), wanted)));
  }
  return [...rows, ...(await firstVerdict(join(examples, small), ansPackage, subject(small))), ...folders(ansPackage)];
}

/** CDA-FO.xsl of the ANS package, where it is checked out beside the project. */
async function ansStylesheet(): Promise<Row[]> {
  const stylesheet = join(root, '../testContenuCDA/FeuilleDeStyle/CDA-FO.xsl');
  if (!existsSync(stylesheet) || !existsSync(corpus)) return [];
  const rows: Row[] = [];
  for (const { name, ...targets } of [
    { name: documents.small, first: 400, warm: 40 },
    { name: documents.medium, warm: 100 },
  ]) {
    const path = join(folder, name);
    rows.push(...(await previews(path, subject(name), targets, stylesheet)));
    rows.push(...xsltproc(path, subject(name), stylesheet), ...(await saxonFallback(path, subject(name), stylesheet)));
  }
  return rows;
}

/** What is measured, in the order it runs. */
function parts(): Readonly<Record<string, () => Promise<Row[]>>> {
  const { small, medium, large } = documents;
  // Targets are about the published examples; on samples a verdict would mean nothing.
  const onExamples = <T extends object>(targets: T): Partial<T> => (existsSync(corpus) ? targets : {});
  return {
    document: async () => [
      ...(await inProcess(small, onExamples({ parse: 1, findings: 8 }))),
      ...(await inProcess(medium, {})),
      ...(await inProcess(large, onExamples({ findings: 40 }))),
    ],
    server: async () => serverStart(join(folder, small), subject(small)),
    preview: async () => [
      ...(await previews(join(folder, small), subject(small), onExamples({ first: 500, warm: 60 }))),
      ...(await previews(join(folder, medium), subject(medium), onExamples({ warm: 300 }))),
    ],
    stylesheet: ansStylesheet,
    official: officialChecks,
    activation: async () => [await activation()],
    check: async () => [commandLine()],
    circuit: circuitLoading,
    valueSets,
    completion: completions,
    schematron,
  };
}

/** `--only NAME` (repeatable) runs these parts alone, and leaves bench/latest.json as it is. */
async function main(): Promise<void> {
  const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
  const all = parts();
  const unknown = only?.find((name) => !(name in all));
  if (unknown) throw new Error(`No part is named ${unknown}; there are ${Object.keys(all).join(', ')}.`);
  // As the server does.
  tuneForServer();
  const rows: Row[] = [];
  for (const [name, run] of Object.entries(all)) {
    if (!only || only.includes(name)) rows.push(...(await run()));
  }
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  console.log(`${table(rows)}\n\nNode ${machine.node}, ${machine.cores} × ${machine.cpu}`);
  if (!only) writeFileSync(join(root, 'bench/latest.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

void main();
