import type { Severity } from '../rules/rule';
import type { Text } from '../text';

/** Words of the HTML report. */
export const words = {
  title: { en: 'Check of CDA documents', fr: 'Vérification de documents CDA' },
  package: { en: 'ANS package', fr: 'Paquet de l’ANS' },
  circuit: { en: 'Circuit de la biologie', fr: 'Circuit de la biologie' },
  noPackage: { en: 'none found', fr: 'introuvable' },
  notWanted: { en: 'official checks not wanted', fr: 'vérifications officielles non demandées' },
  notes: { en: 'To know of the official checks', fr: 'À savoir des vérifications officielles' },
  files: { en: 'Files', fr: 'Fichiers' },
  file: { en: 'File', fr: 'Fichier' },
  errors: { en: 'Errors', fr: 'Erreurs' },
  warnings: { en: 'Warnings', fr: 'Avertissements' },
  infos: { en: 'Information', fr: 'Informations' },
  hints: { en: 'Hints', fr: 'Suggestions' },
  show: { en: 'Show', fr: 'Afficher' },
  none: { en: 'No finding', fr: 'Aucun constat' },
  skipped: { en: 'Skipped', fr: 'Ignoré' },
  failed: { en: 'Not checked', fr: 'Non vérifié' },
  open: { en: 'open in VS Code', fr: 'ouvrir dans VS Code' },
  official: { en: 'Official checks:', fr: 'Vérifications officielles :' },
  level: { en: 'level', fr: 'niveau' },
} as const satisfies Record<string, Text>;

export const severityNames: Record<Severity, Text> = {
  error: { en: 'Error', fr: 'Erreur' },
  warning: { en: 'Warning', fr: 'Avertissement' },
  info: { en: 'Information', fr: 'Information' },
  hint: { en: 'Hint', fr: 'Suggestion' },
};

export const severityPlurals: Record<Severity, Text> = {
  error: words.errors,
  warning: words.warnings,
  info: words.infos,
  hint: words.hints,
};

const counts = {
  error: { en: ['error', 'errors'], fr: ['erreur', 'erreurs'] },
  warning: { en: ['warning', 'warnings'], fr: ['avertissement', 'avertissements'] },
  finding: { en: ['finding', 'findings'], fr: ['constat', 'constats'] },
  file: { en: ['file', 'files'], fr: ['fichier', 'fichiers'] },
  silenced: {
    en: ['finding silenced in the document', 'findings silenced in the document'],
    fr: ['constat tu dans le document', 'constats tus dans le document'],
  },
} as const;

/** `1 error`, `2 errors`; French has the singular for 0 too. */
export function counted(count: number, what: keyof typeof counts): Text {
  const { en, fr } = counts[what];
  return { en: `${count} ${en[count === 1 ? 0 : 1]}`, fr: `${count} ${fr[count < 2 ? 0 : 1]}` };
}

/** Day and minute of an instant where this runs. */
export function dateText(date: Date): Text {
  const inLanguage = (locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(date);
  return { en: inLanguage('en'), fr: inLanguage('fr') };
}

/** Both languages; a style rule shows one. */
export function both({ en, fr }: Text): string {
  if (en === fr) return escaped(en);
  return `<span lang="fr">${escaped(fr)}</span><span lang="en">${escaped(en)}</span>`;
}

export function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
