import type { ToComparison } from '../src/preview/messages';
import { byId, fill, vscode } from './host';
import { takeLinks } from './links';
import { merge } from './merge';
import { openAround, revealIn } from './pane';
import { sanitize } from './sanitize';
import { Toggle } from './toolbar';

const compared = byId('compared');
const { count = '', none = '' } = document.body.dataset;
let differences: readonly Element[] = [];
let at = -1;
let firstShow = true;

takeLinks((id) => revealIn(compared, id));
byId('previous').addEventListener('click', () => go(-1));
byId('next').addEventListener('click', () => go(1));
new Toggle('only', (pressed) => compared.classList.toggle('only-differences', pressed));

window.addEventListener('message', ({ data }: MessageEvent<ToComparison>) => {
  const notice = data.type === 'fail' ? data.message : data.notice;
  byId('banner').hidden = notice === undefined;
  byId('banner').textContent = notice ?? '';
  if (data.type === 'compare') show(data);
});
vscode.postMessage({ type: 'ready' });

function show({ before, after }: ToComparison & { type: 'compare' }): void {
  byId('before').textContent = before.label;
  byId('after').textContent = after.label;
  const result = contentOf(after.html);
  merge(contentOf(before.html), result);
  compared.replaceChildren(...result.childNodes);
  differences = [...compared.querySelectorAll('[data-cda-diff]')];
  for (const difference of differences) {
    for (let around = difference.parentElement; around && around !== compared; around = around.parentElement) {
      around.setAttribute('data-cda-around', '');
    }
  }
  at = -1;
  byId('count').textContent = differences.length > 0 ? fill(count, differences.length) : none;
  for (const id of ['previous', 'next', 'only']) byId(id).hidden = differences.length === 0;
  if (firstShow) go(1);
  firstShow = false;
}

function contentOf(html: string): HTMLElement {
  const element = document.createElement('div');
  element.append(sanitize(html, false));
  return element;
}

function go(step: 1 | -1): void {
  differences[at]?.removeAttribute('data-cda-here');
  at = at < 0 && step < 0 ? differences.length - 1 : (at + step + differences.length) % differences.length;
  const difference = differences[at];
  if (!difference) return;
  openAround(difference);
  difference.setAttribute('data-cda-here', '');
  difference.scrollIntoView({ block: 'center' });
}
