/** Something the user must put right before the command can run: one line on stderr, exit code 2. */
export class CliFault extends Error {}
