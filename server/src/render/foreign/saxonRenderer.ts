import type { Language } from '../../text';
import { RenderError } from '../errors';
import type { RenderResult } from '../result';
import type { Source } from '../source';
import type { ForeignStylesheet } from './stylesheet';

export interface SaxonOptions {
  readonly sefPath: string;
  readonly cacheFolder?: string | undefined;
  readonly onCompile: (compiling: boolean) => void;
}

export async function renderWithSaxon(
  _source: Source,
  _stylesheet: ForeignStylesheet,
  _lang: Language,
  _options: SaxonOptions,
): Promise<RenderResult> {
  throw new RenderError('stylesheet', {
    en: 'Only stylesheets in XSLT 1.0 can be run.',
    fr: 'Seules les feuilles de style en XSLT 1.0 peuvent être exécutées.',
  });
}
