import type { CdaDocument } from '../../cda/document';
import type { LoincSources } from '../../terminology/loincList';
import type { Ucum } from '../../terminology/ucum';
import type { ValueSetSource } from '../../terminology/valueSets';
import type { Language, Text } from '../../text';
import type { XmlAttribute, XmlElement } from '../../xml/tree';

export interface HoverContext extends LoincSources {
  readonly ucum: Ucum;
  /** The value sets at hand; absent where none are. */
  readonly valueSets?: ValueSetSource;
}

/** What the cursor is on, and for whom it is explained. */
export interface Subject {
  readonly document: CdaDocument;
  readonly element: XmlElement;
  /** Absent when the cursor is on the element's name. */
  readonly attribute: XmlAttribute | undefined;
  readonly context: HoverContext;
  readonly language: Language;
  readonly say: (text: Text) => string;
}

/** Explains one kind of thing in Markdown; undefined when the subject is not of that kind. */
export type Explain = (subject: Subject) => string | undefined;
