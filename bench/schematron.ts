import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Row, Timing } from './measure';
import { inOwnProcess } from './ownProcess';
import { saxonJs } from './saxonJs';

const root = join(__dirname, '..');
const folder = join(root, '../testContenuCDA');
const corpus = join(root, '../shared/corpus/examples');
const jar = '/usr/share/java/Saxon-HE.jar';

const documents = [
  'BIO-CR-BIO_2024.01_TSH_1.xml',
  'BIO-CR-BIO_2024.01_Electrophorese.xml',
  'IPS-FR_2024.01.xml',
  'BIO-CR-BIO_2021.01_Auto-Presentable_avec-image.xml',
];
const schemas = [
  'CI-SIS_BIO-CR-BIO_2024.01',
  'profils/CI-SIS_Modeles_ANS',
  'profils/CI-SIS_ModelesDeContenusCDA',
  'profils/IHE',
];

interface Measured {
  readonly documents: readonly { readonly four: Timing; readonly three: Timing; readonly header: Timing }[];
  readonly synthetic: readonly { readonly elements: number; readonly four: Timing }[];
  readonly loading: readonly { readonly milliseconds: number; readonly longest: number }[];
  readonly memory: number;
  readonly terminologies: { readonly megabytes: number; readonly plain: Timing; readonly parser: Timing };
}

/** The official Schematrons on the documents of the design, beside Saxon-HE and SaxonJS; nothing where the ANS package is absent. */
export async function schematron(): Promise<Row[]> {
  if (!existsSync(join(folder, 'schematrons')) || !existsSync(corpus)) return [];
  const paths = documents.map((name) => join(corpus, name));
  const own = inOwnProcess<Measured>('schematronTask.ts', [folder, ...paths]);
  const saxonHe = inSaxonHe(paths);
  // SaxonJS stops at a file that IHE.sch includes and that does not exist.
  const sources = schemas.slice(0, 3).map((name) => `${name}.sch`);
  const js = await saxonJs(join(folder, 'schematrons'), sources, paths);
  const rows = documents.flatMap((name, at): Row[] => {
    const { four, three, header } = own.documents[at] as Measured['documents'][number];
    const he = saxonHe?.[at];
    const other = js?.[at];
    const row = (what: string, more: Omit<Row, 'what' | 'subject' | 'unit'>): Row => ({
      what,
      subject: name,
      unit: 'ms',
      ...more,
    });
    return [
      row('Schematron: CR-BIO + 3 profiles; target: Saxon-HE / 30', { ...four, ...(he && { target: he / 30 }) }),
      row(`Schematron: the same, Saxon-HE${he ? '' : ' (not installed)'}`, { median: he ?? Number.NaN }),
      row('Schematron: CR-BIO + 2 profiles; target: SaxonJS / 300', {
        ...three,
        ...(other && { target: other / 300 }),
      }),
      row(`Schematron: the same, SaxonJS${other ? '' : ' (over its time)'}`, { median: other ?? Number.NaN }),
      row('Schematron: header profile', { ...header }),
    ];
  });
  const [small] = own.synthetic;
  for (const { elements, four } of own.synthetic) {
    // Linear: the larger one may take what the smaller one takes for each element, and half as much again.
    const target =
      elements === small?.elements ? 400 : ((small?.four.median ?? 0) * elements * 1.5) / (small?.elements ?? 1);
    rows.push({
      what: 'Schematron: CR-BIO + 3 profiles',
      subject: `synthetic, ${elements} elements`,
      unit: 'ms',
      ...four,
      target,
    });
  }
  const total = own.loading.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const longest = Math.max(...own.loading.map((one) => one.longest));
  rows.push(
    {
      what: 'Schematron: 5 schemas loaded, first time',
      subject: 'every expression compiled',
      unit: 'ms',
      median: total,
    },
    {
      what: 'Schematron: longest step of it',
      subject: 'what blocks a thread',
      unit: 'ms',
      median: longest,
      target: 50,
    },
    {
      what: 'Schematron: process with 5 schemas',
      subject: 'after the runs on these documents',
      unit: 'MB',
      median: own.memory,
    },
  );
  const { megabytes, plain, parser } = own.terminologies;
  const on = `terminologies of the package, ${megabytes.toFixed(1)} MB`;
  rows.push(
    { what: 'values of large files, plain scan', subject: on, unit: 'ms', ...plain },
    { what: 'the same by the parser', subject: on, unit: 'ms', ...parser },
  );
  return rows;
}

/** Median for each document, warm in one JVM; undefined where Java or Saxon-HE (Debian: libsaxonhe-java) is absent. */
function inSaxonHe(paths: readonly string[]): number[] | undefined {
  if (!existsSync(jar)) return undefined;
  const schematrons = join(folder, 'schematrons');
  const files = schemas.map((name) => join(schematrons, `${name}.sch`));
  const args = ['-cp', jar, join(__dirname, 'Saxon.java'), join(schematrons, 'moteur'), ...files, '--', ...paths];
  const { status, stdout } = spawnSync('java', args, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (status !== 0) return undefined;
  const times = new Map(
    stdout.split('\n').flatMap((line) => (/^run\t/.test(line) ? [line.split('\t').slice(1) as [string, string]] : [])),
  );
  return paths.map((path) => Number(times.get(path)));
}
