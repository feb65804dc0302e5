import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { CliFault } from './fault';

/** Files that FILE, DIR and GLOB arguments name, each once, in a stable order; a folder stands for the XML files below it. */
export async function expandFiles(inputs: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const input of inputs) {
    for (const file of await expand(input)) files.add(file);
  }
  return [...files];
}

async function expand(input: string): Promise<string[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isFile()) return [input];
  if (entry?.isDirectory()) {
    const names = await glob('**/*.xml', {
      cwd: input,
      caseSensitiveMatch: false,
      dot: true,
      expandDirectories: false,
    });
    if (names.length === 0) throw new CliFault(`no XML file in ${input}`);
    return names.sort().map((name) => join(input, name));
  }
  const matches = /[*?[{(!]/.test(input)
    ? await glob(input.replaceAll('\\', '/'), { expandDirectories: false, dot: true })
    : [];
  if (matches.length === 0) throw new CliFault(`no such file: ${input}`);
  return matches.sort();
}
