import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CompiledSchema } from '../../server/src/schematron/compile';
import { Library } from '../../server/src/schematron/library';
import { loadSchema } from '../../server/src/schematron/load';
import { run } from '../../server/src/schematron/run';
import { decode } from '../../server/src/xml/decode';
import { parseXml } from '../../server/src/xml/parse';

/** The ANS package and the reference answers of Saxon-HE for it, neither of them part of the repository. */
const root = join(__dirname, '../../..');
export const packageFolder = join(root, 'testContenuCDA');
const oracleFolder = join(root, 'shared/oracle');
const corpus = join(root, 'shared/corpus');

/** Why nothing can be compared; false where all of it is here. */
export const skip =
  existsSync(join(packageFolder, 'schematrons')) && existsSync(oracleFolder)
    ? false
    : 'the ANS package (../testContenuCDA) or the reference answers (../shared/oracle) are not here';

/** The value sets of the package, for all schemas. */
const library = new Library(readText);

/** `location ⇥ hash of the message ⇥ kind`, sorted. */
type Answer = readonly string[];

/** One document under one schema. */
export interface Comparison {
  readonly document: string;
  readonly schema: string;
  readonly expected: Answer;
  readonly actual: Answer;
  /** Expressions that gave no answer. */
  readonly errors: readonly string[];
}

export const sets = ['examples', 'mutants'] as const;

/** The text of a file as our readers have it. */
export function readText(path: string): string | undefined {
  return existsSync(path) ? decode(readFileSync(path)).text : undefined;
}

/** Every document of a set under every schema, by schema; `chosen` takes a part of the pairs. */
export function* compare(
  set: (typeof sets)[number],
  chosen: (document: string, schema: string) => boolean = () => true,
): Generator<Comparison> {
  const packed = readFileSync(join(oracleFolder, `schematron-${set}.json.gz`));
  const { results } = JSON.parse(gunzipSync(packed).toString()) as {
    readonly results: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>>;
  };
  const names = readdirSync(join(corpus, set)).filter((name) => name.normalize() in results || name in results);
  const documents = names.map((name) => ({ name, tree: parseXml(readText(join(corpus, set, name)) as string) }));
  const [first = ''] = Object.keys(results);
  for (const schema of Object.keys(results[first] ?? {})) {
    let compiled: CompiledSchema | undefined;
    for (const { name, tree } of documents) {
      const expected = (results[name] ?? results[name.normalize()])?.[schema];
      if (!expected || !chosen(name, schema)) continue;
      compiled ??= CompiledSchema.from(loadSchema(pathOf(schema), readText));
      const { failures, errors } = run(compiled, tree, { library });
      yield {
        document: name,
        schema,
        expected: expected.map((failure) => failure.join('\t')).sort(),
        actual: failures.map(({ location, message, kind }) => [location, hash(message), kind].join('\t')).sort(),
        errors: errors.map(({ code, expression, message }) => `${code} ${message.en} ${expression.source}`),
      };
    }
  }
}

/** What one answer has and the other has not. */
export function difference({ expected, actual }: Comparison): { missing: string[]; surplus: string[] } {
  const left = [...actual];
  const missing = expected.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return { missing, surplus: left };
}

function pathOf(schema: string): string {
  const main = join(packageFolder, 'schematrons', schema);
  return existsSync(main) ? main : join(packageFolder, 'schematrons/profils', schema);
}

const hash = (message: string): string => createHash('sha1').update(message).digest('hex').slice(0, 10);
