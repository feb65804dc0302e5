import * as vscode from 'vscode';
import type { OfficialInfo } from '../../server/src/protocol';
import { counted } from './counts';
import type { StatusEntry } from './statusItems';

/** Shows the sentences that are too long for the list: title, then one paragraph each. */
export const showNotesCommand = 'cda.showOfficialNotes';

export async function showNotes(title: string, sentences: readonly string[]): Promise<void> {
  await vscode.window.showInformationMessage(title, { modal: true, detail: sentences.join('\n\n') });
}

/** Verdict, ANS package, and what was not run. */
export function officialEntries(official: OfficialInfo): StatusEntry[] {
  const { state, verdict, package: version } = official;
  const isIdle = state === 'done' && verdict?.schemas.length === 0 && version === undefined;
  // Without a package and without a schema of its own there is nothing to say of the document.
  return [...(isIdle ? [] : [verdictEntry(official)]), packageEntry(official), ...notesEntries(official)];
}

function verdictEntry(official: OfficialInfo): StatusEntry {
  const { state, verdict, notes } = official;
  return {
    id: 'cda.official',
    name: vscode.l10n.t('Official validation'),
    text: verdictText(official),
    detail: state === 'failed' ? notes.join(' ') : verdictDetail(state, verdict),
    busy: state === 'running',
    ...((state === 'failed' || (state === 'done' && verdict && verdict.errors > 0)) && {
      severity: vscode.LanguageStatusSeverity.Error,
    }),
    ...(state === 'malformed' && { severity: vscode.LanguageStatusSeverity.Warning }),
    ...(!['off', 'running', 'malformed'].includes(state) && {
      command: { command: 'cda.validate', title: vscode.l10n.t('Run') },
    }),
  };
}

/** The verdict in words. */
export function verdictText({ state, verdict }: OfficialInfo): string {
  switch (state) {
    case 'off':
      return vscode.l10n.t('Official validation: off');
    case 'waiting':
      return vscode.l10n.t('Official validation: not yet run');
    case 'running':
      return vscode.l10n.t('Official validation: running…');
    case 'malformed':
      return vscode.l10n.t('Official validation waits: the XML is not well formed');
    case 'failed':
      return vscode.l10n.t('Official validation: failed');
    case 'outdated':
      return vscode.l10n.t('Official validation: not run since the last change');
    case 'done':
      if (!verdict?.schemas.length) return vscode.l10n.t('Official validation: no schema for this document');
      return verdict.errors + verdict.warnings === 0
        ? vscode.l10n.t('Official validation: nothing found')
        : vscode.l10n.t('Official validation: {0}', counted(verdict));
  }
}

/** Time of a verdict; of one that is not that of this version also what it was. */
export function verdictDetail(state: OfficialInfo['state'], verdict: OfficialInfo['verdict']): string | undefined {
  if (!verdict?.schemas.length) return undefined;
  const at = new Date(verdict.at).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
  if (state !== 'done') return vscode.l10n.t('at {0}: {1}', at, counted(verdict));
  const milliseconds = Math.max(1, Math.round(verdict.milliseconds));
  return verdict.schemas.length === 1
    ? vscode.l10n.t('1 schema, {0} ms, {1}', milliseconds, at)
    : vscode.l10n.t('{0} schemas, {1} ms, {2}', verdict.schemas.length, milliseconds, at);
}

/** The ANS package in use and the way to another one. */
function packageEntry({ state, verdict, package: version, packageProblem }: OfficialInfo): StatusEntry {
  const base = { id: 'cda.package', name: vscode.l10n.t('ANS package') };
  if (version !== undefined) {
    const change = { command: 'cda.installPackage', title: vscode.l10n.t('Change…') };
    return { ...base, text: vscode.l10n.t('ANS package: {0}', version), command: change };
  }
  return {
    ...base,
    text: vscode.l10n.t('No ANS package'),
    detail: packageProblem
      ? packageProblem === 'missing'
        ? vscode.l10n.t('the folder of cda.package.path does not exist')
        : vscode.l10n.t('the folder of cda.package.path is not testContenuCDA')
      : verdict?.schemas.length
        ? vscode.l10n.t('the XML Schema is not run')
        : vscode.l10n.t('neither XML Schema nor Schematron is run'),
    ...(state !== 'off' && { severity: vscode.LanguageStatusSeverity.Warning }),
    command: { command: 'cda.installPackage', title: vscode.l10n.t('Install…') },
  };
}

/** What was not run, and what else the user should know, behind a link: the sentences are long. */
function notesEntries({ state, skipped, notes, package: version }: OfficialInfo): StatusEntry[] {
  // The missing package has its own line.
  const unrun = version === undefined ? skipped.filter((sentence) => !/^XSD\b/.test(sentence)) : skipped;
  if (state === 'failed' || unrun.length + notes.length === 0) return [];
  const text =
    unrun.length === 0
      ? notes.length === 1
        ? vscode.l10n.t('Official validation: 1 remark')
        : vscode.l10n.t('Official validation: {0} remarks', notes.length)
      : unrun.length === 1
        ? vscode.l10n.t('1 schema was not run')
        : vscode.l10n.t('{0} schemas were not run', unrun.length);
  const command = { command: showNotesCommand, title: vscode.l10n.t('Why?'), arguments: [text, [...unrun, ...notes]] };
  const severity = unrun.length > 0 && { severity: vscode.LanguageStatusSeverity.Warning };
  return [{ id: 'cda.officialNotes', name: vscode.l10n.t('Official validation: remarks'), text, command, ...severity }];
}
