import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../server/src/xml/decode';

const folder = join(__dirname, '../../../shared/corpus/examples');

/** The ANS examples, which are not part of the repository. */
export const examples = {
  /** Why tests on them are skipped; false where they are there. */
  skip: existsSync(folder) ? false : 'the ANS examples (../shared/corpus/examples) are not here',

  *documents(): Generator<{ readonly name: string; readonly text: string }> {
    for (const name of readdirSync(folder).sort()) {
      if (name.endsWith('.xml')) yield { name, text: decode(readFileSync(join(folder, name))).text };
    }
  },
};
