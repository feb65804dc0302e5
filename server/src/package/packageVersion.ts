import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Text } from '../text';
import type { DocumentSchematron } from './documentSchematrons';

/** Which state of the package a folder holds: the package itself carries no version. */
export interface PackageVersion {
  /** Day of the release, `YYYY-MM-DD`; of the newest Schematron where nothing better is known. */
  readonly date?: string;
  /** Git commit, 40 hexadecimal digits. */
  readonly commit?: string;
  /** For a status or a report, one line. */
  readonly text: Text;
}

/** What `CDA: Install the ANS Package…` writes beside the files. */
export interface InstallRecord {
  /** Address or path of the archive. */
  readonly source: string;
  /** Of the archive, hexadecimal. */
  readonly sha256: string;
  /** Instant of the installation, ISO 8601. */
  readonly installed: string;
  /** Name of the one folder of the archive, which GitHub builds from the repository's name and the branch or tag. */
  readonly folder: string;
  /** The archive's comment, where `git archive` wrote the commit. */
  readonly commit?: string;
  /** Day of the newest file of the archive: `git archive` gives them all that of the commit. */
  readonly date?: string;
}

export const installRecordName = '.cda-workbench-install.json';

export function versionOf(root: string, schematrons: readonly DocumentSchematron[]): PackageVersion {
  const record = readRecord(root);
  const commit = record?.commit ?? gitHead(root);
  const tag = commit === undefined ? undefined : gitTag(root, commit);
  const date = record?.date ?? dayIn(tag) ?? dayIn(record?.folder) ?? dayIn(basename(root));
  if (date) return { date, ...(commit && { commit }), text: same(withCommit(date, commit)) };
  const newest = newestHistory(schematrons);
  if (!newest) return { ...(commit && { commit }), text: commit ? same(commit.slice(0, 8)) : unknown };
  return {
    date: newest,
    ...(commit && { commit }),
    text: {
      en: withCommit(`Schematrons up to ${newest}`, commit),
      fr: withCommit(`schématrons jusqu’au ${newest}`, commit),
    },
  };
}

const unknown: Text = { en: 'unknown version', fr: 'version inconnue' };

function same(text: string): Text {
  return { en: text, fr: text };
}

function withCommit(text: string, commit: string | undefined): string {
  return commit ? `${text} (${commit.slice(0, 8)})` : text;
}

/** Releases are tagged `testContenuCDA20250303`. */
function dayIn(name: string | undefined): string | undefined {
  const [, year, month, day] = /(?:^|\D)(20\d\d)([01]\d)([0-3]\d)(?:\D|$)/.exec(name ?? '') ?? [];
  return year && `${year}-${month}-${day}`;
}

function readRecord(root: string): Partial<InstallRecord> | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(root, installRecordName), 'utf8'));
    if (typeof record !== 'object' || record === null) return undefined;
    const texts = Object.entries(record).filter(([, value]) => typeof value === 'string' && value.length < 1000);
    const { commit, date, ...rest } = Object.fromEntries(texts) as Partial<InstallRecord>;
    return {
      ...rest,
      ...(commit && isCommit(commit) && { commit }),
      ...(date && /^\d{4}-\d\d-\d\d$/.test(date) && { date }),
    };
  } catch {
    return undefined;
  }
}

function isCommit(text: string): boolean {
  return /^[\da-f]{40}$/.test(text);
}

/** The commit a clone stands at. */
function gitHead(root: string): string | undefined {
  const head = readSmall(join(root, '.git', 'HEAD'))?.trim();
  const reference = /^ref: (refs\/[\w./-]+)$/.exec(head ?? '')?.[1];
  if (reference === undefined || reference.includes('..')) return head && isCommit(head) ? head : undefined;
  const loose = readSmall(join(root, '.git', reference))?.trim();
  if (loose && isCommit(loose)) return loose;
  const packed = readSmall(join(root, '.git', 'packed-refs')) ?? '';
  return packed
    .split('\n')
    .find((line) => line.endsWith(` ${reference}`))
    ?.slice(0, 40);
}

/** A tag with a day in its name, of exactly that commit. */
function gitTag(root: string, commit: string): string | undefined {
  const lines = (readSmall(join(root, '.git', 'packed-refs')) ?? '').split('\n');
  const tags = lines.flatMap((line, index) => {
    const [, id, name] = /^([\da-f]{40}) refs\/tags\/(.+)$/.exec(line) ?? [];
    // An annotated tag is followed by the commit it names.
    const target = /^\^([\da-f]{40})/.exec(lines[index + 1] ?? '')?.[1] ?? id;
    return name !== undefined && target === commit && dayIn(name) ? [name] : [];
  });
  return tags.sort().at(-1);
}

/** The newest day of the histories in the headers of the Schematrons, `dd/mm/yyyy`. */
function newestHistory(schematrons: readonly DocumentSchematron[]): string | undefined {
  const days = schematrons.flatMap(({ path }) =>
    [...(readSmall(path) ?? '').matchAll(/\b([0-3]\d)\/([01]\d)\/(20\d\d)\b/g)].map(
      ([, day, month, year]) => `${year}-${month}-${day}`,
    ),
  );
  return days.sort().at(-1);
}

const smallBytes = 64 * 1024;

/** The first 64 KB of a text file. */
function readSmall(path: string): string | undefined {
  try {
    const buffer = Buffer.alloc(smallBytes);
    const file = openSync(path, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, smallBytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
