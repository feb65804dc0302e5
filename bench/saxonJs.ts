import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { timing } from './measure';

interface SaxonJs {
  getResource(options: object): Promise<unknown>;
  transform(options: object): { readonly principalResult: string };
}

/** Compiling a schema to what SaxonJS runs takes seconds: one that takes longer is not measured. */
const compileTimeout = 180_000;

/** What SaxonJS takes for the schemas on each document, warm; undefined where compiling takes too long. Schemas of thousands of assertions take minutes. */
export async function saxonJs(
  schematrons: string,
  schemas: readonly string[],
  documents: readonly string[],
): Promise<number[] | undefined> {
  const out = mkdtempSync(join(tmpdir(), 'cda-bench-'));
  try {
    const engine = join(schematrons, 'moteur');
    const steps = ['iso_dsdl_include', 'iso_abstract_expand', 'iso_svrl_for_xslt2'];
    // A compiled schema finds value sets relative to where it was compiled.
    const valueSets = join(schematrons, '../jeuxDeValeurs');
    mkdirSync(join(out, 'jeuxDeValeurs'));
    for (const name of readdirSync(valueSets)) symlinkSync(join(valueSets, name), join(out, 'jeuxDeValeurs', name));
    const compiled: object[] = [];
    for (const schema of schemas) {
      const folder = join(out, 'schematrons', dirname(schema));
      mkdirSync(folder, { recursive: true });
      let source = join(schematrons, schema);
      for (const name of steps) {
        const next = join(folder, `${name}.xml`);
        if (!xslt3(`-xsl:${join(engine, `${name}.xsl`)}`, `-s:${source}`, `-o:${next}`)) return undefined;
        source = next;
      }
      const sef = join(folder, 'schema.sef.json');
      if (!xslt3(`-xsl:${source}`, `-export:${sef}`, '-nogo')) return undefined;
      compiled.push(JSON.parse(readFileSync(sef, 'utf8')) as object);
    }
    const saxon = createRequire(__filename)('saxon-js') as SaxonJs;
    const medians: number[] = [];
    for (const path of documents) {
      const sourceNode = await saxon.getResource({ file: path, type: 'xml' });
      const times: number[] = [];
      for (let run = 0; run < 6; run++) {
        const start = performance.now();
        for (const stylesheetInternal of compiled) {
          withStandIns(out, () => saxon.transform({ stylesheetInternal, sourceNode, destination: 'serialized' }));
        }
        if (run > 1) times.push(performance.now() - start);
      }
      medians.push(timing(times).median);
    }
    return medians;
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Runs what stops at each file that is not there, which is then made, empty, below `folder`. */
function withStandIns(folder: string, transform: () => void): void {
  for (;;) {
    try {
      return transform();
    } catch (error) {
      const [, path] = /ENOENT.*'([^']+)'/.exec((error as Error).message) ?? [];
      if (!path?.startsWith(folder)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '<none/>');
    }
  }
}

function xslt3(...args: string[]): boolean {
  const command = join(__dirname, '../node_modules/xslt3/xslt3.js');
  return spawnSync(process.execPath, [command, ...args], { timeout: compileTimeout, stdio: 'ignore' }).status === 0;
}
