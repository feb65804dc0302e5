import { vscode } from './host';
import { reveal } from './narrative';

/** Takes every click on a link: inside the document it scrolls, outside the extension opens it, anything else is ignored. */
export function takeLinks(narrative: HTMLElement): void {
  document.addEventListener('click', follow, { capture: true });
  document.addEventListener('auxclick', follow, { capture: true });

  function follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!link) return;
    // The capture keeps VS Code's own handler from following it too.
    event.preventDefault();
    event.stopImmediatePropagation();
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('#')) reveal(narrative, decode(href.slice(1)));
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
