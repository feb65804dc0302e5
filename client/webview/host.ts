import type { PageState, Texts, ToPanel } from '../src/preview/messages';

interface VsCode {
  postMessage(message: ToPanel): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCode;

export const vscode = acquireVsCodeApi();

/** What the extension wrote into the shell of the page. */
const { uri = '', pdfjs = '', texts: json = '{}' } = document.body.dataset;
export const documentUri = uri;
/** Folder with what pdf.js loads, ending in a slash. */
export const pdfjsFolder = pdfjs;
export const texts = JSON.parse(json) as Texts;

export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}
