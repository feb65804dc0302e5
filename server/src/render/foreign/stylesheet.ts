/** A stylesheet of others, and what it may read. */
export interface ForeignStylesheet {
  /** Absolute path; of a self-presenting document its own, undefined where it is not saved. */
  readonly path: string | undefined;
  /** The document is its own stylesheet: section F.3 of the reference. */
  readonly isEmbedded: boolean;
  /** Absolute paths of the folders whose files it may read. */
  readonly folders: readonly string[];
}
