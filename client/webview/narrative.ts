import { Idiomorph } from 'idiomorph';
import { sanitize } from './sanitize';

/** Turns what is shown into a new rendering, touching only what differs: selection, focus and scroll stay. */
export function update(view: HTMLElement, html: string): void {
  Idiomorph.morph(view, sanitize(html).childNodes as unknown as HTMLCollection, {
    morphStyle: 'innerHTML',
    callbacks: {
      // What the reader opened or closed stays so.
      beforeAttributeUpdated: (name, element) => !(name === 'open' && element instanceof HTMLDetailsElement),
    },
  });
}

/** Scrolls to the target of a link inside the document, and gives it the focus as a browser does. */
export function reveal(view: HTMLElement, id: string): void {
  const target = view.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  if (!target) return;
  for (let around = target.closest('details'); around; around = around.parentElement?.closest('details') ?? null) {
    around.open = true;
  }
  target.scrollIntoView();
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
