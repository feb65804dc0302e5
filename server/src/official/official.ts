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
import { causeOf } from './cause';
import { packageFaults, type SchemaRun } from './packageFaults';
import { Schemas } from './schemas';
import { schematronFindings } from './schematronFindings';
import { fileName, type SchemaToRun, type Skipped, selectSchemas } from './selection';
import { Xsd } from './xsd';
import { xsdProblems } from './xsdProblems';

export type { Skipped } from './selection';

export interface OfficialOptions {
  /** Absent: only the schemas that lie beside the document. */
  readonly package?: AnsPackage | undefined;
  readonly schematrons: OfficialSettings['schematrons'];
  /** Whether the XML Schema is among the checks. */
  readonly xsd: boolean;
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

/** What the Schematrons of a document gave, severities of the settings and silences not yet applied; plain data. */
export interface SchematronPart {
  readonly findings: readonly Finding[];
  readonly schemas: readonly SchemaReport[];
  readonly notes: readonly Text[];
}

/** The official checks of documents: XSD and Schematron. Keeps what it compiled; one for each thread. */
export class OfficialChecker {
  private readonly schemas = new Schemas();

  /** `fallback` evaluates the expressions that are beyond XPath 2.0. */
  constructor(private readonly fallback?: Fallback) {}

  /**
   * `path` is the document's; absent where it has none. `elsewhere` gives what `schematrons` would, if it can. Rejects only where
   * something here is wrong.
   */
  async check(
    document: CdaDocument,
    path: string | undefined,
    options: OfficialOptions,
    elsewhere?: Promise<SchematronPart | undefined>,
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
    const {
      findings: ofSchematrons,
      schemas,
      notes,
    } = (await elsewhere) ?? this.ofSchematrons(document, path, selection.schemas, options);
    const findings = [...limited('xsd', xsd), ...ofSchematrons];
    const severe = findings.flatMap((finding) => withSetting(finding, rules[finding.rule]));
    const { kept, silenced } = applySilences(document, severe, officialApplied, rules.silence);
    return {
      findings: inTextOrder(kept),
      silenced,
      milliseconds: performance.now() - start,
      schemas: [...reports, ...schemas],
      skipped: left,
      notes: [...(options.package?.faults ?? []).map(({ message }) => message), ...selection.notes, ...notes],
    };
  }

  /** The part of `check` that the Schematrons have. */
  schematrons(document: CdaDocument, path: string | undefined, options: OfficialOptions): SchematronPart {
    this.schemas.refresh(options.changed);
    const { schemas } = selectSchemas(document, path, options.package, options.schematrons);
    return this.ofSchematrons(document, path, schemas, options);
  }

  private ofSchematrons(
    document: CdaDocument,
    path: string | undefined,
    schemas: readonly SchemaToRun[],
    options: OfficialOptions,
  ): SchematronPart {
    const reports: SchemaReport[] = [];
    const runs =
      options.rules.schematron === 'off' || isMalformed(document)
        ? []
        : this.runs(document, path, schemas, options, reports);
    const { nameSpan } = document.root;
    const rangeOf = this.schemas.rangeOf.bind(this.schemas);
    return {
      findings: [
        ...limited('schematron', schematronFindings(runs, nameSpan, rangeOf)),
        ...limited('package-fault', packageFaults(runs, nameSpan, rangeOf)),
      ],
      schemas: reports,
      notes: runs.flatMap((run) => (run.foreign > 0 ? [evaluatedElsewhere(run)] : [])),
    };
  }

  private async xsdFindings(
    document: CdaDocument,
    { package: ansPackage }: OfficialOptions,
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
    const faults = xsd.faults(document);
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
    { cancelled }: OfficialOptions,
    reports: SchemaReport[],
  ): SchemaRun[] {
    return schemas.map((schema) => {
      const start = performance.now();
      const compiled = this.schemas.schema(schema);
      const { failures, errors, foreign } = run(compiled, document.xml, {
        library: this.schemas.library,
        ...(this.fallback && { fallback: this.fallback }),
        ...(path !== undefined && { path }),
        ...(cancelled && { cancelled }),
      });
      reports.push({ name: fileName(schema.path), milliseconds: performance.now() - start });
      return {
        path: schema.path,
        ...(schema.at && { at: schema.at }),
        failures,
        causeOf: (failure) => causeOf(compiled.schema, failure),
        errors,
        foreign: foreign.length,
        faults: compiled.schema.faults,
      };
    });
  }
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

function evaluatedElsewhere({ path, foreign }: SchemaRun): Text {
  return {
    en: `${fileName(path)}: ${foreign === 1 ? '1 expression' : `${foreign} expressions`} beyond XPath 2.0, evaluated by SaxonJS.`,
    fr: `${fileName(path)} : ${foreign === 1 ? '1 expression' : `${foreign} expressions`} au-delà de XPath 2.0, confiées à SaxonJS.`,
  };
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
