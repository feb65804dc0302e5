import type { AnsPackage } from '../package/ansPackage';
import { findPackage } from '../package/findPackage';
import { packageFolder } from '../package/folders';
import { InstallError } from '../package/installError';
import { installedPackage } from '../package/installedPackage';
import { installPackage, restorePackage } from '../package/installPackage';
import { defaultSettings } from '../protocol';
import type { Language } from '../text';
import { CliFault } from './fault';

/** `cda package install [ZIP|URL]`, `cda package restore`, `cda package show [DIR]`. */
export async function ansPackage(inputs: readonly string[], language: Language): Promise<0> {
  const [action, subject, ...rest] = inputs;
  if (rest.length === 0) {
    if (action === 'install') return install(subject ?? defaultSettings.package.url, language);
    if (action === 'show') return show(subject, language);
    if (action === 'restore' && subject === undefined) return restore(language);
  }
  throw new CliFault({
    en: 'package needs install [ZIP|URL], restore or show [DIR]',
    fr: 'package attend install [ZIP|URL], restore ou show [DOSSIER]',
  });
}

async function install(source: string, language: Language): Promise<0> {
  try {
    const from = /^https?:/i.test(source) ? { url: source } : { file: source };
    const { package: found, sha256 } = await installPackage(from, { folder: packageFolder() });
    describe(found, language);
    process.stdout.write(`SHA-256 ${sha256}\n`);
    return 0;
  } catch (error) {
    if (error instanceof InstallError) throw new CliFault(error.text);
    throw error;
  }
}

async function restore(language: Language): Promise<0> {
  const found = await restorePackage(packageFolder());
  if (!found) {
    throw new CliFault({ en: 'no package was installed before', fr: 'aucun paquet n’était installé auparavant' });
  }
  describe(found, language);
  return 0;
}

function show(folder: string | undefined, language: Language): 0 {
  const installed = installedPackage(packageFolder());
  const found = findPackage(
    folder === undefined
      ? { workspaceFolders: [process.cwd()], ...(installed !== undefined && { installed }) }
      : { setting: folder },
  );
  if (!found) throw new CliFault({ en: 'no ANS package here', fr: 'aucun paquet de l’ANS ici' });
  describe(found, language);
  return 0;
}

function describe({ root, version, documentSchematrons, profiles, faults }: AnsPackage, language: Language): void {
  const counts = {
    en: `${documentSchematrons.length} Schematrons of document models, ${profiles.length} profiles`,
    fr: `${documentSchematrons.length} schématrons de volets, ${profiles.length} profils`,
  };
  const lines = [root, version.text[language], counts[language], ...faults.map(({ message }) => message[language])];
  process.stdout.write(`${lines.join('\n')}\n`);
}
