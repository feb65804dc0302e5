import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ValueSetSource } from '../terminology/valueSets';
import type { Text } from '../text';
import { type DocumentSchematron, documentSchematrons } from './documentSchematrons';
import { PackageValueSets } from './packageValueSets';
import { type PackageVersion, versionOf } from './packageVersion';
import { entriesOf } from './valueSetFiles';
import { type ModelToCheck, type SchematronChoice, schematronsFor } from './volets';

/** A part of the package that is not there; everything else works without it. */
export interface PackageFault {
  /** Absolute path. */
  readonly path: string;
  readonly message: Text;
}

/** The stylesheets the ANS gives as examples; absent where the package lacks them. */
export interface PackageStylesheets {
  /** Any document, as HTML (or XSL-FO where the engine says it is Saxon). */
  readonly foHtml?: string;
  /** Laboratory reports. */
  readonly crbio?: string;
  /** Labels that `crbio` reads. */
  readonly l10n?: string;
}

/** Profiles that apply to every document, in the order in which the ANS runs them (reference B.2). */
const profiles = [
  'structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch',
  'IHE.sch',
  'CI-SIS_ModelesDeContenusCDA.sch',
  'CI-SIS_Modeles_ANS.sch',
  'terminologies/schematron/terminologie.sch',
];

/**
 * One folder of ANS testContenuCDA. Paths are absolute. What is said of it is computed when first asked for and kept: make a new one
 * when files of the package may have changed.
 */
export class AnsPackage {
  private readonly cache = new Map<string, unknown>();

  private constructor(readonly root: string) {}

  /** The package at exactly this folder, complete or not; undefined where none of its parts is there. */
  static at(root: string): AnsPackage | undefined {
    const isPackage =
      isFile(join(root, xsdPath)) ||
      isFolder(join(root, 'schematrons', 'profils')) ||
      documentSchematrons(join(root, 'schematrons')).length > 0;
    return isPackage ? new AnsPackage(root) : undefined;
  }

  get version(): PackageVersion {
    return this.lazy('version', () => versionOf(this.root, this.documentSchematrons));
  }

  /** `CDA_extended.xsd`. */
  get xsd(): string | undefined {
    return this.lazy('xsd', () => this.file(xsdPath));
  }

  /** The schematrons of document models, in the order of their names. */
  get documentSchematrons(): readonly DocumentSchematron[] {
    return this.lazy('schematrons', () => documentSchematrons(join(this.root, 'schematrons')));
  }

  /** The schematrons that apply to every document and are there, in the order of the ANS. */
  get profiles(): readonly string[] {
    return this.lazy('profiles', () => profiles.flatMap((name) => this.file('schematrons', 'profils', name) ?? []));
  }

  /** The schematrons of one document model, without the profiles, and what the user should know of the choice. */
  schematronsFor(model: ModelToCheck): SchematronChoice {
    return schematronsFor(model, this.documentSchematrons);
  }

  /** The Schematron, XML Schema or stylesheet with the file name of `href`, in any letter case. */
  fileNamed(href: string): string | undefined {
    const byName = this.lazy('byName', () => {
      const files = [...this.schematrons, ...(this.xsd ? [this.xsd] : []), ...this.stylesheetFiles];
      // The first of a name counts.
      return new Map(files.reverse().map((path) => [nameIn(path), path]));
    });
    return byName.get(nameIn(href));
  }

  /** A Schematron of the package where `path` leads to it another way (a symbolic link); else `path`. */
  own(path: string): string {
    const byRealPath = this.lazy('realPaths', () => new Map(this.schematrons.map((each) => [realPath(each), each])));
    return byRealPath.get(realPath(path)) ?? path;
  }

  private get schematrons(): readonly string[] {
    return [...this.documentSchematrons.map(({ path }) => path), ...this.profiles];
  }

  /** Folder of the value sets. */
  get valueSets(): string | undefined {
    return this.lazy('valueSets', () => (isFolder(this.path(valueSets)) ? this.path(valueSets) : undefined));
  }

  /** The value sets themselves, read when asked for. */
  get valueSetSource(): ValueSetSource {
    return this.lazy('valueSetSource', () => new PackageValueSets(this.path(valueSets)));
  }

  get stylesheets(): PackageStylesheets {
    return this.lazy('stylesheets', () => {
      const [foHtml, crbio, l10n] = ['CDA-FO.xsl', 'cda_CRBIO.xsl', 'cda_l10n.xml'].map((name) =>
        this.file('FeuilleDeStyle', name),
      );
      return { ...(foHtml && { foHtml }), ...(crbio && { crbio }), ...(l10n && { l10n }) };
    });
  }

  /** Every stylesheet, those of the folder itself first. */
  private get stylesheetFiles(): readonly string[] {
    return this.lazy('stylesheetFiles', () => {
      const folder = this.path('FeuilleDeStyle');
      const within = entriesOf(folder).filter((entry) => entry.isDirectory());
      return [folder, ...within.map(({ name }) => join(folder, name))].flatMap((each) =>
        entriesOf(each)
          .filter((entry) => entry.isFile() && /\.xslt?$/i.test(entry.name))
          .map(({ name }) => join(each, name)),
      );
    });
  }

  /** Parts that are not there. What schemas name and the package lacks is found when they run. */
  get faults(): readonly PackageFault[] {
    return this.lazy('faults', () => [
      ...(this.xsd ? [] : [this.absent(xsdPath, 'XML Schema', 'schéma XML')]),
      ...profiles
        .filter((name) => !this.profiles.some((path) => path === this.path('schematrons', 'profils', name)))
        .map((name) => this.absent(join('schematrons', 'profils', name), 'profile', 'profil')),
      ...(this.documentSchematrons.length > 0
        ? []
        : [
            this.absent(join('schematrons', 'CI-SIS_*.sch'), 'Schematrons of document models', 'schématrons de volets'),
          ]),
      ...(this.valueSets ? [] : [this.absent(valueSets, 'value sets', 'jeux de valeurs')]),
    ]);
  }

  private absent(part: string, en: string, fr: string): PackageFault {
    const path = this.path(part);
    return {
      path,
      message: {
        en: `The ANS package is incomplete: ${part} (${en}) is missing.`,
        fr: `Le paquet de l’ANS est incomplet : ${part} (${fr}) est absent.`,
      },
    };
  }

  private path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  private file(...parts: string[]): string | undefined {
    return isFile(this.path(...parts)) ? this.path(...parts) : undefined;
  }

  private lazy<T>(name: string, compute: () => T): T {
    if (!this.cache.has(name)) this.cache.set(name, compute());
    return this.cache.get(name) as T;
  }
}

const xsdPath = join('infrastructure', 'cda', 'CDA_extended.xsd');
const valueSets = 'jeuxDeValeurs';

function nameIn(href: string): string {
  return href
    .replace(/[?#].*$/s, '')
    .replace(/^.*[\\/]/s, '')
    .toLowerCase();
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
