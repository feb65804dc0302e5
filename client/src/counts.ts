import * as vscode from 'vscode';

/** Errors and warnings in words, e.g. `1 error, 2 warnings`. */
export function counted({ errors, warnings }: { readonly errors: number; readonly warnings: number }): string {
  if (errors + warnings === 0) return vscode.l10n.t('no errors, no warnings');
  const ofErrors = errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors);
  const ofWarnings = warnings === 1 ? vscode.l10n.t('1 warning') : vscode.l10n.t('{0} warnings', warnings);
  return [errors > 0 && ofErrors, warnings > 0 && ofWarnings].filter(Boolean).join(', ');
}
