/** A text for the user, in both languages; the edge (LSP, report, page) picks one. */
export interface Text {
  readonly en: string;
  readonly fr: string;
}

export type Language = keyof Text;
