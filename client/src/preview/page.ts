import { icons } from './icons';
import { type COMMANDS, type Texts, VIEWS } from './messages';
import { escaped, type ShellParts, shell } from './shell';

export interface PageParts extends ShellParts {
  /** Folder, ending in a slash, with what pdf.js loads when it needs it. */
  readonly pdfjs: string;
  /** The document that is shown. */
  readonly uri: string;
  readonly labels: Labels;
  readonly texts: Texts;
}

/** Names of what the page holds. */
export interface Labels {
  readonly views: string;
  readonly pdf: string;
  readonly narrative: string;
  readonly structured: string;
  readonly waiting: string;
  readonly findings: string;
  readonly nextFinding: string;
  readonly sync: string;
  readonly more: string;
  readonly exportHtml: string;
  readonly exportPdf: string;
  readonly extractPdf: string;
  readonly openInBrowser: string;
  readonly compare: string;
  readonly choosePdf: string;
  readonly pdfIsApart: string;
  readonly differencesOnly: string;
  readonly chooseAnother: string;
  readonly cancel: string;
}

/** The page of the preview, without its document. */
export function pageHtml({ pdfjs, uri, labels, texts, ...parts }: PageParts): string {
  const text = (name: keyof Labels) => escaped(labels[name]);
  const tabs = VIEWS.map(
    (view) => `<button id="tab-${view}" role="tab" type="button" aria-controls="view-${view}">${text(view)}</button>`,
  );
  return shell(
    parts,
    { uri, pdfjs, texts: JSON.stringify(texts) },
    `  <header id="bar">
    <div id="tabs" role="tablist" aria-label="${text('views')}" hidden>
      ${tabs.join('\n      ')}
    </div>
    <div id="tools">
      <button id="stylesheet" type="button" data-command="cda.choosePreviewStylesheet" hidden>${icons.stylesheet}<span id="stylesheet-name"></span></button>
      <button id="findings" type="button" aria-pressed="true" aria-label="${text('findings')}" aria-describedby="findings-count">${icons.findings}<span id="findings-count">0</span></button>
      <button id="next-finding" type="button" ${named(labels.nextFinding)} hidden>${icons.next}</button>
      <button id="sync" type="button" aria-pressed="true" ${named(labels.sync)}>${icons.sync}</button>
      <button id="more" type="button" aria-haspopup="menu" aria-expanded="false" popovertarget="menu" ${named(labels.more)} hidden>${icons.more}</button>
    </div>
    <div id="menu" role="menu" popover aria-label="${text('more')}">
      ${menu(labels)}
    </div>
  </header>
  <div id="pdf-choice" class="options" hidden><label>${text('choosePdf')} <select id="pdf-select"></select></label></div>
  <div id="pdf-note" class="options" hidden>${text('pdfIsApart')}</div>
  <div id="differences" class="options" hidden><button id="differences-only" type="button" aria-pressed="false">${text('differencesOnly')}</button></div>
  <div id="banner" role="status" aria-live="polite" hidden><span id="banner-text"></span><button id="choose-another" type="button" data-command="cda.choosePreviewStylesheet" hidden>${text('chooseAnother')}</button></div>
  <div id="busy" role="status" aria-live="polite" hidden><span id="busy-text"></span><button id="cancel" type="button">${text('cancel')}</button></div>
  <div id="view-pdf" role="tabpanel" aria-labelledby="tab-pdf" tabindex="0" hidden></div>
  <div id="view-narrative" role="tabpanel" aria-labelledby="tab-narrative" tabindex="0"><p class="waiting">${text('waiting')}</p></div>
  <div id="view-structured" role="tabpanel" aria-labelledby="tab-structured" tabindex="0" hidden></div>
  <div id="tip" role="tooltip" hidden></div>`,
  );
}

function menu(labels: Labels): string {
  const items: readonly (readonly [(typeof COMMANDS)[number], string])[] = [
    ['cda.exportHtml', labels.exportHtml],
    ['cda.exportPdf', labels.exportPdf],
    ['cda.extractPdf', labels.extractPdf],
    ['cda.openInBrowser', labels.openInBrowser],
    ['cda.compareRenderings', labels.compare],
  ];
  const button = (command: string, label: string) =>
    `<button type="button" role="menuitem" data-command="${command}" hidden>${escaped(label)}</button>`;
  return items.map(([command, label]) => button(command, label)).join('\n      ');
}

/** A button that shows an icon alone says its name to the mouse and to a screen reader. */
function named(label: string): string {
  return `title="${escaped(label)}" aria-label="${escaped(label)}"`;
}
