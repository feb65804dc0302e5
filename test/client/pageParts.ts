import type { PageParts } from '../../client/src/preview/page';

/** A shell of the preview as a test needs it. */
export const pageParts: PageParts = {
  language: 'en',
  source: 'http://preview.test',
  nonce: 'test',
  script: 'http://preview.test/main.js',
  styles: ['http://preview.test/main.css'],
  pdfjs: 'http://preview.test/pdfjs/',
  uri: 'file:///report.xml',
  labels: { views: 'Views', pdf: 'PDF copy', narrative: 'Narrative', waiting: 'Rendering…' },
  texts: {
    page: 'Page {0} of {1}',
    brokenPdf: 'Cannot be shown: {0}',
    notPdf: 'not a PDF.',
    lockedPdf: 'locked.',
    brokenPage: 'Page: {0}',
    showNarrative: 'Show the narrative',
  },
};
