import type { ToPage, View } from '../src/preview/messages';
import { byId, documentUri, vscode } from './host';
import { takeLinks } from './links';
import { counted, Marks, summary } from './marks';
import { Pane } from './pane';
import { Pdfs } from './pdfs';
import { Reader } from './reader';
import { Sync } from './sync';
import { Toggle, Toolbar } from './toolbar';
import { Views } from './views';

const banner = byId('banner');
const busy = byId('busy');
const differences = byId('differences');
const count = byId('findings-count');
const next = byId('next-finding');

const reader = new Reader();
const views = new Views(reader);
const panes = { narrative: new Pane(views.panel('narrative')), structured: new Pane(views.panel('structured')) };
const pdfs = new Pdfs(views, reader);
const sync = new Sync(views, panes);
const marks = new Marks();
const toolbar = new Toolbar();
let scrollSync = true;
let firstShow = true;

const syncToggle = new Toggle('sync', (pressed) => {
  reader.choose({ sync: pressed });
  sync.enable(pressed);
});
const findingsToggle = new Toggle('findings', (pressed) => {
  reader.choose({ findings: pressed });
  marks.show(pressed);
  drawFindings();
});
const differencesToggle = new Toggle('differences-only', (pressed) => {
  reader.choose({ differencesOnly: pressed });
  panes.structured.panel.classList.toggle('differences-only', pressed);
});

takeLinks(
  (id) => paneOf(views.current)?.reveal(id),
  (view, pdf) => {
    if (pdf !== undefined) reader.choose({ pdf });
    views.choose(view);
  },
);
next.addEventListener('click', () => marks.next());
byId('cancel').addEventListener('click', () => vscode.postMessage({ type: 'cancel' }));
vscode.setState(vscode.getState() ?? { uri: documentUri, place: { scroll: {} } });

for (const pane of Object.values(panes)) {
  pane.onBeforeUpdate = () => {
    marks.clear();
    sync.clear();
  };
  pane.onUpdate = draw;
}
views.onShow = (view) => {
  marks.clear();
  sync.clear();
  paneOf(view)?.fill();
  pdfs.fill();
  draw();
};
views.onScroll = () => sync.scrolled();

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => take(data));
vscode.postMessage({ type: 'ready' });

function take(data: ToPage): void {
  switch (data.type) {
    case 'restore':
      reader.restore(data.place);
      applyChoices();
      break;
    case 'offer':
      scrollSync = data.scrollSync;
      toolbar.offer(data.commands);
      applyChoices();
      break;
    case 'show':
      show(data);
      break;
    case 'pdf':
      void pdfs.take(data.hash, new Uint8Array(data.bytes));
      break;
    case 'fail':
      panes.narrative.panel.querySelector(':scope > .waiting')?.remove();
      say(data.message);
      toolbar.setUnfit(false);
      break;
    case 'busy':
      busy.hidden = data.message === undefined;
      byId('busy-text').textContent = data.message ?? '';
      break;
    case 'cursor':
      sync.setCursor(data.anchors);
      break;
    case 'scroll':
      sync.scrollTo(data.line);
      break;
    case 'marks':
      marks.set(data.marks);
      drawFindings();
      break;
  }
}

function show(data: ToPage & { type: 'show' }): void {
  sync.setLines(new Uint32Array(data.lines));
  panes.narrative.update({ html: data.html, ...(data.foreign && { css: data.foreign.css }) });
  panes.structured.update(data.structured === undefined ? undefined : { html: data.structured });
  toolbar.setStylesheet(data.stylesheet);
  const offered: View[] = ['narrative'];
  if (data.pdfs.length > 0) offered.unshift('pdf');
  if (data.structured !== undefined) offered.push('structured');
  pdfs.offer(data.pdfs);
  views.offer(offered, data.first);
  say([data.unfit, data.notice].filter(Boolean).join(' '));
  toolbar.setUnfit(data.unfit !== undefined);
  draw();
  if (firstShow) views.scrollBack(views.current);
  firstShow = false;
}

function draw(): void {
  sync.draw();
  drawFindings();
  differences.hidden = views.current !== 'structured';
}

function drawFindings(): void {
  const pane = paneOf(views.current);
  marks.draw(pane);
  count.textContent = String(counted(marks.marks).length);
  byId('findings').title = summary(marks.marks, pane);
  next.hidden = !findingsToggle.pressed || marks.marks.length === 0 || !pane;
}

/** What the reader switched, or else the settings. */
function applyChoices(): void {
  const { sync: isSynchronized = scrollSync, findings = true, differencesOnly = false } = reader.place;
  syncToggle.set(isSynchronized);
  sync.enable(isSynchronized);
  findingsToggle.set(findings);
  marks.show(findings);
  differencesToggle.set(differencesOnly);
  panes.structured.panel.classList.toggle('differences-only', differencesOnly);
  drawFindings();
}

function paneOf(view: View): Pane | undefined {
  return view === 'pdf' ? undefined : panes[view];
}

/** Nothing to say: an empty text. */
function say(sentences: string): void {
  banner.hidden = sentences === '';
  const text = byId('banner-text');
  if (text.textContent !== sentences) text.textContent = sentences;
}
