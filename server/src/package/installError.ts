import type { Text } from '../text';

/** Why the ANS package was not installed; nothing has changed. */
export class InstallError extends Error {
  constructor(readonly text: Text) {
    super(text.en);
  }
}
