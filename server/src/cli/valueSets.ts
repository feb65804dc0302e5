import { statSync } from 'node:fs';
import { loadValueSets } from '../package/valueSetStore';
import type { Text } from '../text';
import { CliFault } from './fault';

/** Each path of `--value-sets` must hold a value set that can be read; what is wrong with others beside it is a notice. */
export async function requireValueSets(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { valueSets, report } = await loadValueSets([path]);
    if ([...valueSets.oids].some((oid) => valueSets.find(oid))) continue;
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    const [fault] = [...report.faults, ...valueSets.faults];
    const reason = isFolder || !fault ? none : fault.message;
    throw new CliFault({ en: `--value-sets ${path}: ${reason.en}`, fr: `--value-sets ${path} : ${reason.fr}` });
  }
}

const none: Text = {
  en: 'No value set that can be read was found here.',
  fr: 'Aucun jeu de valeurs lisible n’a été trouvé ici.',
};
