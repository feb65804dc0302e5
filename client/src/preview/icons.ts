/** Line drawings of the toolbar, 16 × 16, in the colour of their button. */
const drawn = (content: string) =>
  `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${content}</svg>`;

export const icons = {
  stylesheet: drawn('<path d="M2.5 13.5v-2.6l7-7 2.6 2.6-7 7z"/><path d="m8.4 5 2.6 2.6"/><path d="M9.5 13.5h4"/>'),
  findings: drawn('<path d="M8 2.2 14.3 13.3H1.7z"/><path d="M8 6.4v3.2"/><path d="M8 11.4v.1"/>'),
  next: drawn('<path d="M8 3v10"/><path d="m4 9 4 4 4-4"/>'),
  sync: drawn(
    '<path d="M5 2.5v11"/><path d="m2.8 4.7 2.2-2.2 2.2 2.2"/><path d="M11 13.5v-11"/><path d="m8.8 11.3 2.2 2.2 2.2-2.2"/>',
  ),
  more: drawn('<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>'),
  previous: drawn('<path d="M8 13V3"/><path d="m4 7 4-4 4 4"/>'),
} as const;
