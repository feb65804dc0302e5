import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The Schematron of one version of a document model. */
export interface DocumentSchematron {
  /** Absolute path. */
  readonly path: string;
  /** As the file's name says it: `BIO-CR-BIO`. */
  readonly volet: string;
  /** `YYYY.NN`. */
  readonly version: string;
}

/** `CI-SIS_<volet>_<version>.sch` files of a folder, in the order of their names; none where it cannot be read. */
export function documentSchematrons(folder: string): DocumentSchematron[] {
  return namesIn(folder).flatMap((name) => {
    const [, volet, version] = /^CI-SIS_(.+)_(\d{4}\.\d{2})\.sch$/.exec(name) ?? [];
    return volet && version ? { path: join(folder, name), volet, version } : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
