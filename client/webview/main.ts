import type { ShownPdf, ToPage } from '../src/preview/messages';
import { byId, documentUri, vscode } from './host';
import { takeLinks } from './links';
import { update } from './narrative';
import { Views } from './views';

const banner = byId('banner');
const views = new Views();
const narrative = views.panel('narrative');
let shownHash: string | undefined;
let firstShow = true;

takeLinks(narrative);
vscode.setState(vscode.getState() ?? { uri: documentUri, place: { scroll: {} } });

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'restore':
      views.restore(data.place);
      break;
    case 'show':
      update(narrative, data.html);
      views.offer(data.pdf !== undefined, data.first);
      say(data.notice);
      if (firstShow) views.scrollBack('narrative');
      firstShow = false;
      void showPdf(data.pdf);
      break;
    case 'fail':
      narrative.querySelector(':scope > .waiting')?.remove();
      say(data.message);
      break;
  }
});
vscode.postMessage({ type: 'ready' });

function say(sentence: string | undefined): void {
  banner.hidden = sentence === undefined;
  if (banner.textContent !== (sentence ?? '')) banner.textContent = sentence ?? '';
}

async function showPdf(pdf: ShownPdf | undefined): Promise<void> {
  if (pdf?.hash === shownHash) return;
  shownHash = pdf?.hash;
  // pdf.js is large: loaded when the first PDF comes.
  const { closePdf, openPdf } = await import('./pdf');
  // Imports that waited for the same file do not end in the order they began.
  if (pdf?.hash !== shownHash) return;
  if (pdf?.bytes) await openPdf(pdf.bytes, views);
  else await closePdf();
}
