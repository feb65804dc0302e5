import type { PackagePlaces } from '../package/findPackage';
import type { OfficialSettings, RuleSetting } from '../protocol';

/** What a batch of files is checked with; plain data, so that every thread of it makes the same engine. */
export interface BatchSetup {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Where the Circuit de la biologie is read: its compiled table, and the file that stands in where that is gone. Absent: the excerpt. */
  readonly circuit?: { readonly compiled?: string; readonly file: string };
  /** File of LOINC Biologie. */
  readonly loincBiologie?: string;
  /** Files, folders and zips of value sets. */
  readonly valueSets: readonly string[];
  /** Where the ANS package of each file is looked for; paths are absolute. */
  readonly packages: Omit<PackagePlaces, 'documentPath'>;
  /** XSD and Schematron; absent: not wanted. */
  readonly official?: Pick<OfficialSettings, 'schematrons'>;
  /** Whether findings carry the line they are on. */
  readonly excerpts: boolean;
}
