import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Xsd } from '../../server/src/official/xsd';

const root = join(__dirname, '../..');

/** The package written for the project. */
export const samplePackage = join(root, 'test/package-sample');
export const samples = join(root, 'samples');
/** The ANS package, where it is checked out beside the project. */
export const ansPackage = join(root, '../testContenuCDA');
export const corpus = join(root, '../shared/corpus');

export const withoutAns: string | false =
  existsSync(ansPackage) && existsSync(corpus) ? false : 'needs ../testContenuCDA and ../shared/corpus';

export function loadXsd(folder: string): Promise<Xsd> {
  return Xsd.load('CDA_extended.xsd', (path) => {
    const file = join(folder, 'infrastructure/cda', path);
    return existsSync(file) ? readFileSync(file) : undefined;
  });
}
