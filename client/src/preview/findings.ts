import * as vscode from 'vscode';
import type { Anchors } from './anchors';
import { type Mark, SEVERITIES, type Severity } from './messages';

/** A finding of the editor and how it is drawn on the rendering. */
export interface DrawnFinding extends Mark {
  readonly range: vscode.Range;
}

/** The findings on a document, whoever made them. */
export function findingsOf(uri: vscode.Uri, anchors: Anchors): DrawnFinding[] {
  return vscode.languages.getDiagnostics(uri).map(({ range, message, severity, code, source }) => ({
    range,
    anchors: anchors.at(range.start),
    severity: severityOf(severity),
    message,
    rule: String((typeof code === 'object' ? code.value : code) ?? source ?? ''),
  }));
}

function severityOf(severity: vscode.DiagnosticSeverity): Severity {
  return SEVERITIES[severity] ?? 'hint';
}
