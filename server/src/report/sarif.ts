import { rules } from '../rules';
import { officialRules } from '../rules/official';
import type { Severity } from '../rules/rule';
import type { Language } from '../text';
import type { Range } from '../xml/positions';
import { type FileReport, officialNotes, type ReportedFinding, type ReportOptions } from './model';
import { fileUri } from './uri';

/** SARIF has no hints. */
const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

const help = {
  en: (page: string) => `See ${page} of CDA Workbench.`,
  fr: (page: string) => `Voir ${page} de CDA Workbench.`,
};

/**
 * A log of SARIF 2.1.0 (OASIS), one run: every rule that can find something, silenced findings as suppressed results, files that could
 * not be checked as notifications. Lines and columns count from 1, columns in UTF-16 units.
 */
export async function sarifReport(
  reports: readonly FileReport[],
  { version, language, shown }: ReportOptions,
): Promise<string> {
  const descriptors = new Map<string, object>();
  for (const { id, severity, summary, source } of rules) {
    descriptors.set(id, {
      id,
      shortDescription: { text: summary[language] },
      fullDescription: { text: `${summary[language]}. ${source}.` },
      help: { text: help[language](`docs/rules/${id}.md`) },
      defaultConfiguration: { level: levels[severity] },
      properties: { tags: ['cda'] },
    });
  }
  const results: object[] = [];
  for (const report of reports) {
    if (report.kind !== 'cda') continue;
    const prints = new Fingerprints();
    for (const finding of report.findings) {
      results.push(await resultOf(shown(report.file), finding, descriptors, prints, { language, shown }));
    }
    for (const { finding, reason } of report.silenced) {
      const result = await resultOf(shown(report.file), finding, descriptors, prints, { language, shown });
      results.push({ ...result, suppressions: [{ kind: 'inSource', justification: reason }] });
    }
  }
  const ids = [...descriptors.keys()];
  const run = {
    tool: {
      driver: {
        name: 'CDA Workbench',
        version,
        semanticVersion: version,
        rules: [...descriptors.values()],
      },
    },
    language: language === 'fr' ? 'fr-FR' : 'en-US',
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: !reports.some((report) => report.kind === 'skipped' && report.failed),
        toolExecutionNotifications: reports.flatMap((report) => notification(report, { language, shown })),
      },
    ],
    results: results.map((result) => ({ ...result, ruleIndex: ids.indexOf((result as { ruleId: string }).ruleId) })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

async function resultOf(
  file: string,
  finding: ReportedFinding,
  descriptors: Map<string, object>,
  prints: Fingerprints,
  { language, shown }: Pick<ReportOptions, 'language' | 'shown'>,
) {
  const { severity, message, range, fixes, related = [], cause } = finding;
  const places = [
    ...(cause ? [{ location: fileUri(file), range: cause.range, message: cause.message }] : []),
    ...related.map((place) => ({ ...place, location: fileUri(shown(place.file)) })),
  ];
  const ruleId = ruleIdOf(finding);
  if (!descriptors.has(ruleId)) descriptors.set(ruleId, officialRule(ruleId, finding, language));
  return {
    ruleId,
    level: levels[severity],
    message: { text: message[language] },
    locations: [{ physicalLocation: { artifactLocation: fileUri(file), region: regionOf(range) } }],
    partialFingerprints: { 'cdaFinding/v1': await prints.of(ruleId, message.en) },
    ...(places.length > 0 && {
      relatedLocations: places.map((place, id) => ({
        id,
        physicalLocation: { artifactLocation: place.location, region: regionOf(place.range) },
        message: { text: place.message[language] },
      })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: title[language] },
        artifactChanges: [
          {
            artifactLocation: fileUri(file),
            replacements: edits.map(({ range: deleted, newText }) => ({
              deletedRegion: regionOf(deleted),
              insertedContent: { text: newText },
            })),
          },
        ],
      })),
    }),
    properties: { severity, source: finding.source },
  };
}

/** One assertion of a Schematron is a rule of its own below `schematron`, with the page that it names. */
function ruleIdOf({ rule, code }: ReportedFinding): string {
  return code === undefined ? rule : `${rule}/${code}`;
}

function officialRule(id: string, { rule, severity, see, href }: ReportedFinding, language: Language): object {
  const name = officialRules.find((known) => known.id === rule)?.summary[language] ?? rule;
  const page = [see, href].find((address) => address !== undefined && /^https?:/.test(address));
  return {
    id,
    shortDescription: { text: name },
    defaultConfiguration: { level: levels[severity] },
    ...(page !== undefined && { helpUri: page }),
    properties: { tags: ['cda', rule] },
  };
}

function regionOf({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function notification(report: FileReport, { language, shown }: Pick<ReportOptions, 'language' | 'shown'>): object[] {
  if (report.kind === 'cda') {
    const notes = report.official ? officialNotes(report.official) : [];
    return notes.map((note) => ({
      level: 'warning',
      message: { text: note[language] },
      locations: [location(report, shown)],
    }));
  }
  return [
    {
      level: report.failed ? 'error' : 'note',
      message: { text: report.reason[language] },
      locations: [location(report, shown)],
    },
  ];
}

function location({ file }: FileReport, shown: ReportOptions['shown']) {
  return { physicalLocation: { artifactLocation: fileUri(shown(file)) } };
}

/** What tells a finding from the others of its file when lines move: its rule, its message, and which of equal ones it is. */
class Fingerprints {
  private readonly seen = new Map<string, number>();

  async of(rule: string, message: string): Promise<string> {
    const key = `${rule}\n${message}`;
    const count = this.seen.get(key) ?? 0;
    this.seen.set(key, count + 1);
    const bytes = new TextEncoder().encode(`${key}\n${count}`);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
