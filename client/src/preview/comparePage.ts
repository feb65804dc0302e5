import { icons } from './icons';
import { escaped, type ShellParts, shell } from './shell';

export interface ComparePageParts extends ShellParts {
  readonly labels: CompareLabels;
}

export interface CompareLabels {
  readonly waiting: string;
  readonly previous: string;
  readonly next: string;
  readonly onlyDifferences: string;
  /** With the number of differences. */
  readonly count: string;
  readonly none: string;
  /** What is compared and what is not. */
  readonly scope: string;
}

/** The page that compares two renderings, without their documents. */
export function comparePageHtml({ labels, ...parts }: ComparePageParts): string {
  const text = (name: keyof CompareLabels) => escaped(labels[name]);
  const button = (id: string, name: 'previous' | 'next') =>
    `<button id="${id}" type="button" title="${text(name)}" aria-label="${text(name)}">${icons[name]}</button>`;
  return shell(
    parts,
    { count: labels.count, none: labels.none },
    `  <header id="compare">
    <p><span id="before"></span> <span aria-hidden="true">→</span> <span id="after"></span></p>
    <div id="tools">
      <span id="count" role="status" aria-live="polite"></span>
      ${button('previous', 'previous')}
      ${button('next', 'next')}
      <button id="only" type="button" aria-pressed="false">${text('onlyDifferences')}</button>
    </div>
    <p id="scope">${text('scope')}</p>
  </header>
  <div id="banner" role="status" aria-live="polite" hidden></div>
  <main id="compared" tabindex="0"><p class="waiting">${text('waiting')}</p></main>`,
  );
}
