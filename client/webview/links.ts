import { VIEWS, type View } from '../src/preview/messages';
import { vscode } from './host';

/**
 * Takes every click on a link: another view is chosen, a place inside the document is revealed, what is outside the extension opens;
 * anything else is ignored.
 */
export function takeLinks(reveal: (id: string) => void, choose: (view: View, pdf?: string) => void = () => {}): void {
  document.addEventListener('click', follow, { capture: true });
  document.addEventListener('auxclick', follow, { capture: true });

  function follow(event: MouseEvent): void {
    // The path: a click inside a shadow root has its host as target.
    const [target] = event.composedPath();
    const link = target instanceof Element ? target.closest('a[href]') : null;
    if (!link) return;
    // The capture keeps VS Code's own handler from following it too.
    event.preventDefault();
    event.stopImmediatePropagation();
    const href = link.getAttribute('href') ?? '';
    const view = VIEWS.find((each) => each === link.getAttribute('data-view'));
    if (view) choose(view, link.getAttribute('data-pdf') ?? undefined);
    else if (href.startsWith('#')) reveal(decode(href.slice(1)));
    else if (/^(?:https?|mailto):/i.test(href)) vscode.postMessage({ type: 'open', href });
  }
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
