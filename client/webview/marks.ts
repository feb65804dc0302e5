import { type Mark, SEVERITIES, type Severity } from '../src/preview/messages';
import { byId, fill, texts, vscode } from './host';
import { openAround, type Pane } from './pane';

/** The findings of one element, the gravest first. */
interface Drawn {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  /** Indexes in the marks that the extension sent. */
  readonly findings: readonly number[];
}

/** Elements that can hold no button, and the part of them that can. */
const HOLDERS: readonly (readonly [element: string, holder: string])[] = [
  ['table', 'caption, th, td'],
  ['thead, tbody, tfoot, tr', 'th, td'],
  ['ul, ol', 'li'],
  ['dl', 'dt'],
  ['details', 'summary'],
  ['section, article, header, main, nav, aside', 'h1, h2, h3, h4, h5, h6, summary, caption'],
];
/** A badge stands after these: they hold nothing, or nothing that can be clicked. */
const ALONE = 'img, br, hr, col, colgroup, wbr, a';

/** The findings, drawn on the rendering: a badge on the smallest element that shows the place, with its message. */
export class Marks {
  readonly #tip = byId('tip');
  #marks: readonly Mark[] = [];
  #drawn: Drawn[] = [];
  #shown = true;
  /** Where `next` went last: a click on its button has taken the focus from there. */
  #last: HTMLElement | undefined;

  set(marks: readonly Mark[]): void {
    this.#marks = marks;
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  show(shown: boolean): void {
    this.#shown = shown;
  }

  /** Takes every badge away: a rendering must be as it came before it changes. */
  clear(): void {
    this.#hideTip();
    for (const { element, button } of this.#drawn) {
      element.removeAttribute('data-cda-finding');
      button.remove();
    }
    this.#drawn = [];
  }

  /** Draws the badges anew; one that had the focus has it again. */
  draw(pane: Pane | undefined): void {
    const focused = this.#drawn.find(({ button }) => button.matches(':focus'))?.element;
    this.clear();
    if (!pane || !this.#shown) return;
    const byElement = new Map<HTMLElement, number[]>();
    for (const [index, { anchors }] of this.#marks.entries()) {
      const element = pane.find(anchors);
      if (element) byElement.set(element, [...(byElement.get(element) ?? []), index]);
    }
    for (const [element, findings] of byElement) this.#drawn.push(this.#badge(element, findings));
    if (focused) this.#drawn.find(({ element }) => element === focused)?.button.focus({ preventScroll: true });
  }

  /** Goes to the next finding after the one it went to last: errors first, then warnings, then the rest, each in the order of the page. */
  next(): void {
    const inOrder = this.#drawn.toSorted(
      (a, b) =>
        this.#turn(a) - this.#turn(b) ||
        (a.button.compareDocumentPosition(b.button) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1),
    );
    const at = inOrder.findIndex(({ element }) => element === this.#last);
    const next = inOrder[at + 1] ?? inOrder[0];
    if (!next) return;
    const { button } = next;
    this.#last = next.element;
    openAround(button);
    button.scrollIntoView({ block: 'center' });
    button.focus({ preventScroll: true });
  }

  /** By its gravest finding; what the official package is to blame for comes last. */
  #turn({ findings }: Drawn): number {
    const gravest = this.#marks[findings[0] ?? 0];
    return gravest?.rule === 'package-fault' ? SEVERITIES.length : SEVERITIES.indexOf(gravest?.severity ?? 'hint');
  }

  #badge(element: HTMLElement, unsorted: readonly number[]): Drawn {
    const rank = (index: number) => SEVERITIES.indexOf(this.#marks[index]?.severity ?? 'hint');
    const findings = unsorted.toSorted((a, b) => rank(a) - rank(b));
    const marks = findings.flatMap((index) => this.#marks[index] ?? []);
    const severity: Severity = marks[0]?.severity ?? 'hint';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `cda-finding ${severity}`;
    if (marks.length > 1) button.dataset.count = String(marks.length);
    const told = marks.map((mark) => `${texts.severities[mark.severity]}: ${mark.message} (${mark.rule})`);
    button.setAttribute('aria-label', `${told.join(' ')} ${texts.goToSource}`);
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      vscode.postMessage({ type: 'finding', index: findings[0] ?? 0 });
    });
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => this.#showTip(button, marks));
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => this.#hideTip());
    button.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#hideTip());
    element.setAttribute('data-cda-finding', severity);
    place(button, element);
    return { element, button, findings };
  }

  #showTip(button: HTMLElement, marks: readonly Mark[]): void {
    this.#tip.replaceChildren(...marks.map(tipOf));
    this.#tip.hidden = false;
    const { left, top, bottom } = button.getBoundingClientRect();
    const { width, height } = this.#tip.getBoundingClientRect();
    const below = bottom + 4;
    this.#tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    this.#tip.style.top = `${below + height <= innerHeight ? below : Math.max(4, top - height - 4)}px`;
  }

  #hideTip(): void {
    this.#tip.hidden = true;
  }
}

function tipOf({ severity, message, rule }: Mark): HTMLElement {
  const line = document.createElement('p');
  line.className = severity;
  const id = document.createElement('code');
  id.textContent = rule;
  line.append(`${message} `, id);
  return line;
}

/** Puts a badge at the end of what an element shows, where HTML allows it. */
function place(badge: HTMLElement, element: HTMLElement): void {
  if (element.matches(ALONE)) {
    element.after(badge);
    return;
  }
  const [, inside] = HOLDERS.find(([outer]) => element.matches(outer)) ?? [];
  const holder = inside && element.querySelector(inside);
  if (holder) holder.append(badge);
  else if (inside && element.matches('table, thead, tbody, tfoot, tr, ul, ol, dl')) element.before(badge);
  else if (inside) element.prepend(badge);
  else element.append(badge);
}

/** Errors and warnings: what asks for something to be done. Informations and hints are drawn, and not counted. */
export function counted(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter(({ severity }) => severity === 'error' || severity === 'warning');
}

/** What the button of the findings says: how many count, and how many of these have no place in the view. */
export function summary(marks: readonly Mark[], pane: Pane | undefined): string {
  if (marks.length === 0) return texts.noFindings;
  const grave = counted(marks);
  const away = pane ? grave.filter(({ anchors }) => !pane.find(anchors)).length : grave.length;
  return [fill(texts.findings, grave.length), ...(away > 0 ? [fill(texts.elsewhere, away)] : [])].join(' · ');
}
