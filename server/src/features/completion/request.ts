import type { XmlAttribute } from '../../xml/tree';
import type { Subject } from '../hover/subject';
import type { Hole } from './hole';
import type { Completions } from './item';

/** The value being typed, and for whom it is completed. */
export interface Request extends Subject {
  readonly attribute: XmlAttribute;
  readonly hole: Hole;
}

/** Completes one kind of attribute; undefined when the attribute is not of that kind. */
export type Complete = (request: Request) => Completions | undefined;
