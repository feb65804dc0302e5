import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const repository = join(__dirname, '../..');

/** One file's imports: files of the repository by their path from its top, others by their bare name (`node:fs`, `vscode`). */
export interface Module {
  readonly path: string;
  readonly imports: readonly string[];
}

const statements = [
  /^(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g,
];

/** Every TypeScript file below these folders, declaration files left out. */
export function readModules(...folders: string[]): Module[] {
  return folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => readModule(join(folder, name).replaceAll('\\', '/'))),
  );
}

function readModule(path: string): Module {
  const source = withoutComments(readFileSync(join(repository, path), 'utf8'));
  const written = statements.flatMap((statement) =>
    Array.from(source.matchAll(statement), ([, name]) => name as string),
  );
  return {
    path,
    imports: [...new Set(written.map((name) => (name.startsWith('.') ? resolve(path, name) : bareName(name))))],
  };
}

export function withoutComments(source: string): string {
  return source.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** `@scope/name` or `name` of `name/deep/file.js`; Node's own modules keep their prefix. */
function bareName(name: string): string {
  if (name.startsWith('node:')) return name;
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function resolve(from: string, name: string): string {
  const base = join(repository, dirname(from), name);
  const found = [base, `${base}.ts`, join(base, 'index.ts')].find((path) =>
    statSync(path, { throwIfNoEntry: false })?.isFile(),
  );
  return relative(repository, found ?? base).replaceAll('\\', '/');
}

/** Circles of imports, each once, as the paths around it. Types count: a circle of types is one of ideas. */
export function cycles(modules: readonly Module[]): string[][] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) {
      found.push([...trail.slice(seen), path]);
      return;
    }
    const module = byPath.get(path);
    if (!module || done.has(path)) return;
    for (const next of module.imports) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return found;
}
