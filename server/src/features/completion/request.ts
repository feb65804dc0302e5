import type { ValueSets } from '../../terminology/valueSets';
import type { XmlAttribute } from '../../xml/tree';
import type { HoverContext, Subject } from '../hover/subject';
import type { Hole } from './hole';
import type { Completions } from './item';

/** What completion may ask beside the document. */
export interface CompletionContext extends HoverContext {
  /** The loaded value sets; absent where none are. */
  readonly valueSets?: ValueSets;
}

/** The value being typed, and for whom it is completed. */
export interface Request extends Subject {
  readonly context: CompletionContext;
  readonly attribute: XmlAttribute;
  readonly hole: Hole;
}

/** Completes one kind of attribute; undefined when the attribute is not of that kind. */
export type Complete = (request: Request) => Completions | undefined;
