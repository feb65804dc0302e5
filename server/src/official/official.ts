import type { CdaDocument } from '../cda/document';
import type { AnsPackage } from '../package/ansPackage';
import type { OfficialSettings, RuleSetting } from '../protocol';
import { rulePage } from '../rules/page';
import type { Finding } from '../rules/rule';
import { inTextOrder, officialApplied } from '../rules/run';
import { applySilences, type SilencedFinding } from '../rules/silences';
import type { Fallback } from '../schematron/evaluator';
import { run } from '../schematron/run';
import { oneLine, type Text } from '../text';
import { packageFaults } from './packageFaults';
import { type SchemaRun, schemaRun } from './schemaRun';
import { Schemas } from './schemas';
import { merged } from './schematronFindings';
import { fileName, isSame, type SchemaToRun, type Skipped, selectSchemas } from './selection';
import { Xsd } from './xsd';
import { xsdProblems } from './xsdProblems';

export type { Skipped } from './selection';

export interface OfficialOptions {
  /** Absent: only the schemas that lie beside the document. */
  readonly package?: AnsPackage | undefined;
  readonly schematrons: OfficialSettings['schematrons'];
  /** Whether the XML Schema is among the checks. */
  readonly xsd: boolean;
  /** The text in bytes, where it was read from UTF-8: it need not be made that again. */
  readonly utf8?: Uint8Array | undefined;
  /** Files of the package are known to have changed. */
  readonly changed?: boolean;
  /** Severities of `xsd`, `schematron`, `package-fault` and `silence`. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Asked now and then; true ends the check. */
  readonly cancelled?: () => boolean;
}

/** One schema that was run. */
export interface SchemaReport {
  /** `XSD`, or the file name of a Schematron. */
  readonly name: string;
  readonly milliseconds: number;
}

export interface OfficialResult {
  /** In the order of the text, without what comments of the document silence. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly SilencedFinding[];
  readonly milliseconds: number;
  readonly schemas: readonly SchemaReport[];
  /** What was not run, and why. */
  readonly skipped: readonly Skipped[];
  readonly notes: readonly Text[];
  /** Nothing was run: the text is not well formed, which is the only note. */
  readonly malformed?: true;
}

/** What the second of two threads found that share the Schematrons of a file; undefined where it found no CDA document in it. */
export type SecondHalf = readonly SchemaRun[] | undefined;

/** The official checks of documents: XSD and Schematron. Keeps what it compiled; one for each thread. */
export class OfficialChecker {
  private readonly schemas = new Schemas();

  /** `fallback` evaluates the expressions that are beyond XPath 2.0. */
  constructor(private readonly fallback?: Fallback) {}

  /**
   * `path` is the document's; absent where it has none. `elsewhere` gives what `secondHalf` would, if it can. Rejects only where
   * something here is wrong.
   */
  async check(
    document: CdaDocument,
    path: string | undefined,
    options: OfficialOptions,
    elsewhere?: Promise<SecondHalf>,
  ): Promise<OfficialResult> {
    const start = performance.now();
    this.schemas.refresh(options.changed);
    const { rules } = options;
    if (isMalformed(document)) {
      const milliseconds = performance.now() - start;
      const nothing = { findings: [], silenced: [], schemas: [], skipped: [] };
      return { ...nothing, milliseconds, notes: [waits], malformed: true };
    }
    const selection = selectSchemas(document, path, options.package, options.schematrons);
    const reports: SchemaReport[] = [];
    const left: Skipped[] = [...selection.skipped];
    const xsd =
      options.xsd && rules.xsd !== 'off'
        ? await this.xsdFindings(document, options, reports, left, selection.schemas.length)
        : [];
    const runs = await this.runsWith(elsewhere, document, path, selection.schemas, options);
    const root = document.root.nameSpan;
    const findings = [
      ...limited('xsd', xsd),
      ...limited('schematron', merged(runs.flatMap((run) => run.findings))),
      ...limited('package-fault', packageFaults(runs, root)),
    ];
    const severe = findings.flatMap((finding) => withSetting(finding, rules[finding.rule]));
    const { kept, silenced } = applySilences(document, severe, officialApplied, rules.silence);
    return {
      findings: inTextOrder(kept),
      silenced,
      milliseconds: performance.now() - start,
      schemas: [...reports, ...runs.map((run) => ({ name: fileName(run.path), milliseconds: run.milliseconds }))],
      skipped: left,
      notes: [
        ...(options.package?.faults ?? []).map(({ message }) => message),
        ...selection.notes,
        ...runs.flatMap(evaluatedElsewhere),
      ],
    };
  }

  /** What a second thread does for the `check` of a first one. */
  secondHalf(document: CdaDocument, path: string | undefined, options: OfficialOptions): SchemaRun[] {
    this.schemas.refresh(options.changed);
    const { schemas } = selectSchemas(document, path, options.package, options.schematrons);
    return this.runs(document, path, schemas.filter(isOfSecondHalf), options);
  }

  private async runsWith(
    elsewhere: Promise<SecondHalf> | undefined,
    document: CdaDocument,
    path: string | undefined,
    schemas: readonly SchemaToRun[],
    options: OfficialOptions,
  ): Promise<SchemaRun[]> {
    if (!elsewhere) return this.runs(document, path, schemas, options);
    const first = this.runs(
      document,
      path,
      schemas.filter((schema) => !isOfSecondHalf(schema)),
      options,
    );
    const all = [...first, ...((await elsewhere) ?? [])];
    return schemas.flatMap(
      (schema) => all.find((run) => isSame(run, schema)) ?? this.runs(document, path, [schema], options),
    );
  }

  private async xsdFindings(
    document: CdaDocument,
    { package: ansPackage, utf8 }: OfficialOptions,
    reports: SchemaReport[],
    skipped: Skipped[],
    /** How many Schematrons are to be run. */
    named: number,
  ): Promise<Finding[]> {
    const skip = (why: Text, what = 'XSD') => {
      skipped.push({ what, why });
      return [];
    };
    // Without a package only Schematrons beside the document are left.
    if (!ansPackage) return skip(noPackage, named === 0 ? 'XSD/Schematron' : 'XSD');
    if (!ansPackage.xsd) return skip(noXsd);
    const xsd = await this.schemas.xsd(ansPackage.xsd);
    if (!(xsd instanceof Xsd)) return skip(xsd.text);
    const start = performance.now();
    const faults = xsd.faults(document, utf8);
    if (!faults) return [];
    const identity = { rule: 'xsd', severity: 'error', source: 'xsd', href: rulePage('xsd') } as const;
    if ('why' in faults) {
      const { why, at } = faults;
      skip(why);
      const message = {
        en: `${why.en}: the XML Schema cannot be applied.`,
        fr: `${why.fr} : le schéma XML ne peut être appliqué.`,
      };
      return at ? [{ ...identity, at, message }] : [];
    }
    const findings = xsdProblems(faults).map(({ at, message: { en, fr }, fixes }) => ({
      ...identity,
      ...(fixes && { fixes }),
      at: { start: at.start, end: at.end },
      message: { en: oneLine(en, 600), fr: oneLine(fr, 600) },
    }));
    reports.push({ name: 'XSD', milliseconds: performance.now() - start });
    return findings;
  }

  private runs(
    document: CdaDocument,
    path: string | undefined,
    schemas: readonly SchemaToRun[],
    { rules, cancelled }: OfficialOptions,
  ): SchemaRun[] {
    if (rules.schematron === 'off' || isMalformed(document)) return [];
    return schemas.map((schema) => {
      const start = performance.now();
      const compiled = this.schemas.schema(schema);
      const result = run(compiled, document.xml, {
        library: this.schemas.library,
        ...(this.fallback && { fallback: this.fallback }),
        ...(path !== undefined && { path }),
        ...(cancelled && { cancelled }),
      });
      const milliseconds = performance.now() - start;
      const rangeOf = this.schemas.rangeOf.bind(this.schemas);
      return schemaRun(schema, compiled.schema, result, milliseconds, document.root.nameSpan, rangeOf);
    });
  }
}

/**
 * The first thread has the XML Schema and our own rules to do too. On the documents of the ANS each has half of the work where it also
 * runs the Schematrons of the terminologies and those of the templates of CI-SIS and ANS.
 */
function isOfSecondHalf({ path }: SchemaToRun): boolean {
  return !/^(?:terminologie|CI-SIS_Modeles)/i.test(fileName(path));
}

function isMalformed({ xml }: CdaDocument): boolean {
  return xml.faults.some(({ kind }) => kind === 'syntax');
}

/** More of one rule would help nobody. */
const maxFindings = 1000;

function limited(rule: string, findings: readonly Finding[]): readonly Finding[] {
  const last = findings[maxFindings];
  if (!last) return findings;
  const message = {
    en: `${rule}: only the first ${maxFindings} findings of ${findings.length} are shown.`,
    fr: `${rule} : seuls les ${maxFindings} premiers constats sur ${findings.length} sont affichés.`,
  };
  const { source, href, at } = last;
  return [...findings.slice(0, maxFindings), { rule, source, href, at, message, severity: 'info' }];
}

function withSetting(finding: Finding, setting: RuleSetting | undefined): Finding[] {
  if (setting === 'off') return [];
  return [setting ? { ...finding, severity: setting } : finding];
}

function evaluatedElsewhere({ path, foreign }: SchemaRun): Text[] {
  if (foreign === 0) return [];
  const text = {
    en: `${fileName(path)}: ${foreign === 1 ? '1 expression' : `${foreign} expressions`} beyond XPath 2.0, evaluated by SaxonJS.`,
    fr: `${fileName(path)} : ${foreign === 1 ? '1 expression' : `${foreign} expressions`} au-delà de XPath 2.0, confiées à SaxonJS.`,
  };
  return [text];
}

const noPackage: Text = { en: 'no ANS package was found', fr: 'aucun paquet de l’ANS n’a été trouvé' };
const noXsd: Text = {
  en: 'the ANS package has no CDA_extended.xsd',
  fr: 'le paquet de l’ANS n’a pas de CDA_extended.xsd',
};
const waits: Text = {
  en: 'Official validation waits: the XML is not well formed',
  fr: 'Validation officielle en attente : le XML n’est pas bien formé',
};
