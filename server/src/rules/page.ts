/** The page of a rule, relative to the extension's folder. */
export function rulePage(id: string): string {
  return `docs/rules/${id}.md`;
}
