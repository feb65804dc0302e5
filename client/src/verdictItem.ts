import * as vscode from 'vscode';
import type { OfficialInfo } from '../../server/src/protocol';
import { verdictDetail, verdictText } from './officialStatus';

/** The official verdict in the status bar, in a few signs: `CDA ✗ 2`. A click shows the Problems panel. */
export class VerdictItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('cda.verdict', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = vscode.l10n.t('CDA: official verdict');
    this.#item.command = 'workbench.actions.view.problems';
  }

  dispose(): void {
    this.#item.dispose();
  }

  show(official: OfficialInfo | undefined): void {
    if (!official || official.state === 'off') return this.#item.hide();
    const { state, verdict } = official;
    this.#item.text = `CDA ${signs(official)}`;
    const lines = [verdictText(official), verdictDetail(state, verdict)];
    this.#item.tooltip = lines.filter(Boolean).join('\n');
    this.#item.show();
  }
}

/** While a new verdict is made the one before stands. */
function signs({ state, verdict }: OfficialInfo): string {
  if (state === 'failed' || state === 'malformed') return '✗';
  if (state === 'waiting' || state === 'outdated') return '?';
  if (!verdict) return '…';
  const { errors, warnings, schemas } = verdict;
  if (schemas.length === 0) return '–';
  if (errors > 0) return `✗ ${errors}`;
  return warnings > 0 ? `⚠ ${warnings}` : '✓';
}
