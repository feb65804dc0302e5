import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Text } from '../text';
import { AnsPackage } from './ansPackage';

/** Where a package may be; every path is absolute. */
export interface PackagePlaces {
  /** `cda.package.path` or `--package`; nothing else is looked at where it is set. Empty: not set. */
  readonly setting?: string | undefined;
  readonly documentPath?: string | undefined;
  readonly workspaceFolders?: readonly string[];
  /** Folder that `CDA: Install the ANS Package…` fills. */
  readonly installed?: string | undefined;
}

/** Folders above a document that may be the package it lies in. */
const mostAncestors = 8;
/** Entries of a folder that may each be the package. */
const mostEntries = 300;
/** How long an answer is believed: keystrokes ask again and again. */
const believedMilliseconds = 5000;

const answers = new Map<string, { readonly until: number; readonly found: AnsPackage | undefined }>();

/**
 * The ANS package for a document: the one of the setting, else the one the document lies in, else one in a workspace folder or a
 * `testContenuCDA` beside it, else the installed one. Looks into few folders, never deep. The same folder gives the same object for
 * some seconds.
 */
export function findPackage(places: PackagePlaces): AnsPackage | undefined {
  const key = JSON.stringify([
    places.setting,
    places.documentPath && dirname(places.documentPath),
    places.workspaceFolders,
    places.installed,
  ]);
  const now = performance.now();
  const known = answers.get(key);
  if (known && known.until > now) return known.found;
  if (answers.size > 200) answers.clear();
  const found = look(places);
  // An object keeps what it read of its folder: the next answer keeps the object.
  const kept = known?.found?.root === found?.root ? known?.found : found;
  answers.set(key, { until: now + believedMilliseconds, found: kept });
  return kept;
}

/** Forgets what was found: a package was installed, restored or changed. */
export function forgetPackages(): void {
  answers.clear();
}

/** What is wrong with the folder of the setting; undefined where it can be used, or where there is no setting. */
export function settingFault(setting: string): 'missing' | 'other' | undefined {
  if (setting === '' || fromSetting(setting)) return undefined;
  return statSync(setting, { throwIfNoEntry: false }) ? 'other' : 'missing';
}

/** The sentence for it. */
export function settingProblem(setting: string): Text | undefined {
  const fault = settingFault(setting);
  if (!fault) return undefined;
  if (fault === 'missing') {
    return {
      en: `The folder of the ANS package does not exist: ${setting}.`,
      fr: `Le dossier du paquet de l’ANS n’existe pas : ${setting}.`,
    };
  }
  return {
    en: `${setting} is not the ANS package testContenuCDA: it has neither infrastructure/cda/CDA_extended.xsd nor schematrons/profils.`,
    fr: `${setting} n’est pas le paquet testContenuCDA de l’ANS : ni infrastructure/cda/CDA_extended.xsd ni schematrons/profils ne s’y trouvent.`,
  };
}

function look({ setting, documentPath, workspaceFolders = [], installed }: PackagePlaces): AnsPackage | undefined {
  if (setting) return fromSetting(setting);
  return (
    (documentPath && above(dirname(documentPath), mostAncestors)) ||
    first(
      workspaceFolders,
      (folder) => AnsPackage.at(folder) ?? below(folder) ?? AnsPackage.at(join(folder, '..', name)),
    ) ||
    (installed && AnsPackage.at(installed)) ||
    undefined
  );
}

const name = 'testContenuCDA';

/** The folder itself, the one it was unzipped into, or the package that it is a part of. */
function fromSetting(setting: string): AnsPackage | undefined {
  const folder = resolve(setting);
  return AnsPackage.at(folder) ?? below(folder) ?? above(folder, 3);
}

function above(folder: string, levels: number): AnsPackage | undefined {
  const found = AnsPackage.at(folder);
  const parent = dirname(folder);
  return found || levels === 0 || parent === folder ? found : above(parent, levels - 1);
}

/** A package one level below: `testContenuCDA` first, then by name. */
function below(folder: string): AnsPackage | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).slice(0, mostEntries);
    const names = entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
    return first([name, ...names.sort()], (child) => AnsPackage.at(join(folder, child)));
  } catch {
    return undefined;
  }
}

function first<T, R>(items: readonly T[], get: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = get(item);
    if (found) return found;
  }
  return undefined;
}
