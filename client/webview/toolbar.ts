import { byId, fill, texts, vscode } from './host';

/** The buttons that run a command of the extension: those whose command does not exist are not there. */
export class Toolbar {
  readonly #menu = byId('menu');
  readonly #items: readonly HTMLElement[];
  readonly #more = byId('more');
  readonly #stylesheet = byId('stylesheet');
  readonly #another = byId('choose-another');
  #isUnfit = false;

  constructor() {
    this.#items = [...this.#menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    for (const button of [this.#stylesheet, this.#another, ...this.#items]) {
      button.addEventListener('click', () => {
        const { command } = button.dataset;
        this.#menu.hidePopover();
        if (command) vscode.postMessage({ type: 'command', command });
      });
    }
    this.#menu.addEventListener('keydown', (event) => this.#onKey(event));
    this.#menu.addEventListener('toggle', (event) => {
      const isOpen = (event as ToggleEvent).newState === 'open';
      this.#more.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) this.#offered[0]?.focus();
    });
  }

  offer(commands: readonly string[]): void {
    for (const button of [this.#stylesheet, ...this.#items]) {
      button.hidden = !commands.includes(button.dataset.command ?? '');
    }
    this.#more.hidden = this.#offered.length === 0;
    this.setUnfit(this.#isUnfit);
  }

  /** Whether the banner says why another stylesheet may be better. */
  setUnfit(isUnfit: boolean): void {
    this.#isUnfit = isUnfit;
    this.#another.hidden = !isUnfit || this.#stylesheet.hidden;
  }

  setStylesheet(label: string): void {
    byId('stylesheet-name').textContent = label;
    this.#stylesheet.title = fill(texts.stylesheet, label);
    this.#stylesheet.setAttribute('aria-label', this.#stylesheet.title);
  }

  get #offered(): HTMLElement[] {
    return this.#items.filter(({ hidden }) => !hidden);
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#offered;
    const at = items.findIndex((item) => item.matches(':focus'));
    const steps: Record<string, number> = { ArrowUp: at - 1, ArrowDown: (at + 1) % items.length, Home: 0, End: -1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items.at(next)?.focus();
  }
}

/** A button that is pressed or not. */
export class Toggle {
  readonly #button: HTMLElement;

  constructor(id: string, onChange: (pressed: boolean) => void) {
    this.#button = byId(id);
    this.#button.addEventListener('click', () => {
      this.set(!this.pressed);
      onChange(this.pressed);
    });
  }

  get pressed(): boolean {
    return this.#button.getAttribute('aria-pressed') === 'true';
  }

  set(pressed: boolean): void {
    this.#button.setAttribute('aria-pressed', String(pressed));
  }
}
