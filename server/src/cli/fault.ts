import type { Text } from '../text';

/** Something the user must put right before the command can run: one line on stderr, exit code 2. */
export class CliFault extends Error {
  readonly text: Text;

  /** One language where the fault comes from elsewhere and is worded already. */
  constructor(text: Text | string) {
    const both = typeof text === 'string' ? { en: text, fr: text } : text;
    super(both.en);
    this.text = both;
  }
}
