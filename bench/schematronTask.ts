// Measured in a process of its own, bundled as the product is: prints one JSON line. node task.cjs PACKAGE DOCUMENT…
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompiledSchema } from '../server/src/schematron/compile';
import { Library } from '../server/src/schematron/library';
import { loadingSchema } from '../server/src/schematron/load';
import { run } from '../server/src/schematron/run';
import { tuneForServer } from '../server/src/v8';
import { decode } from '../server/src/xml/decode';
import { parseXml, scanXml } from '../server/src/xml/parse';
import { expandedName, scanPlainXml } from '../server/src/xml/plain';
import { type Timing, timing } from './measure';
import { laboratoryReport, respaced } from './synthetic';

const [folder = '', ...paths] = process.argv.slice(2);
const read = (path: string) => (existsSync(path) ? decode(readFileSync(path)).text : undefined);
const library = new Library(read);
// As the server does.
tuneForServer();

/** Longest step of a generator, and all of them, milliseconds. */
function drive<T>(work: Generator<void, T>, steps: number[]): T {
  for (;;) {
    const start = performance.now();
    const { done, value } = work.next();
    steps.push(performance.now() - start);
    if (done) return value;
  }
}

function load(name: string) {
  const steps: number[] = [];
  const start = performance.now();
  const schema = drive(loadingSchema(join(folder, 'schematrons', name), read), steps);
  const compiled = drive(CompiledSchema.compiling(schema), steps);
  drive(compiled.unusable(), steps);
  return { compiled, milliseconds: performance.now() - start, longest: Math.max(...steps) };
}

let copies = 0;

/** Each run on a document newly parsed that shares no element with those before; the parsing is not counted. */
function time(schemas: readonly CompiledSchema[], text: string, runs: number): Timing {
  const times: number[] = [];
  for (let count = -runs; count < runs; count++) {
    const document = parseXml(respaced(text, copies++));
    const start = performance.now();
    for (const schema of schemas) run(schema, document, { library });
    if (count >= 0) times.push(performance.now() - start);
  }
  return timing(times);
}

/** The codes of all terminologies, as Schematrons look for them; each way once to warm up, then ten times. */
function scans(terminologies: string) {
  const files = readdirSync(terminologies).filter((name) => /\.(?:rdf|xml)$/.test(name));
  const texts = files.map((name) => read(join(terminologies, name)) as string);
  const skos = 'http://www.w3.org/2004/02/skos/core#';
  const wanted = expandedName(skos, 'notation');
  const timed = (scan: (text: string, add: (code: string) => void) => unknown): Timing => {
    const times: number[] = [];
    for (let count = -1; count < 10; count++) {
      const start = performance.now();
      for (const text of texts) {
        const codes = new Set<string>();
        scan(text, (code) => codes.add(code));
      }
      if (count >= 0) times.push(performance.now() - start);
    }
    return timing(times);
  };
  return {
    megabytes: texts.reduce((sum, text) => sum + text.length, 0) / 1e6,
    plain: timed((text, add) =>
      scanPlainXml(text, (name) => (name === wanted ? { text: add, attributes: new Map() } : undefined)),
    ),
    parser: timed((text, add) =>
      scanXml(text, {
        wants: ({ namespace, local }) => local === 'notation' && namespace === skos,
        found: (element) => add(element.textContent),
      }),
    ),
  };
}

const names = [
  'CI-SIS_BIO-CR-BIO_2024.01',
  'profils/CI-SIS_Modeles_ANS',
  'profils/CI-SIS_ModelesDeContenusCDA',
  'profils/IHE',
];
const four = names.map((name) => load(`${name}.sch`));
const header = load('profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch');
const schemas = four.map(({ compiled }) => compiled);
const documents = paths.map((path) => {
  const text = read(path) as string;
  return {
    path,
    four: time(schemas, text, 40),
    three: time(schemas.slice(0, 3), text, 40),
    header: time([header.compiled], text, 20),
  };
});
const memory = process.memoryUsage().rss / 2 ** 20;
const synthetic = [30_000, 100_000].map((elements) => {
  const text = laboratoryReport(elements);
  return { elements: parseXml(text).elements.length, four: time(schemas, text, 5) };
});
const terminologies = scans(join(folder, 'schematrons/profils/terminologies/terminologie'));
const loading = [...four, header].map(({ milliseconds, longest }) => ({ milliseconds, longest }));
console.log(JSON.stringify({ documents, synthetic, loading, memory, terminologies }));
