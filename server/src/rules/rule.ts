import type { CdaDocument } from '../cda/document';
import type { LoincSources } from '../terminology/loincList';
import type { Ucum } from '../terminology/ucum';
import type { ValueSetSource } from '../terminology/valueSets';
import type { Text } from '../text';
import type { Decoded } from '../xml/decode';
import type { Range } from '../xml/positions';
import type { Span } from '../xml/tree';

export type { Text } from '../text';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Replace the text of `span` (offsets into the document's text) by `newText`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** One offered change; its edits do not overlap. */
export interface Fix {
  readonly title: Text;
  readonly edits: readonly Edit[];
}

/** What a rule found; `severity` only where it differs from the rule's default. */
export interface Problem {
  readonly at: Span;
  readonly message: Text;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  /** None of the fixes is likelier than the others. */
  readonly isUndecided?: boolean;
}

/** A problem with the identity of what found it. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
  /** `cda`: our rules; `xsd`, `schematron`: the official checks. */
  readonly source: 'cda' | 'xsd' | 'schematron';
  readonly href: string;
  /** Of an official assertion: an identity that stays while it does, beside that of the rule. */
  readonly code?: string;
  /** The page that an official assertion names. */
  readonly see?: string;
  /** Places in other files, e.g. the assertion in its schema. */
  readonly related?: readonly Related[];
  /** The place of the document for which an official assertion applies. */
  readonly cause?: Cause;
}

export interface Cause {
  readonly at: Span;
  readonly message: Text;
}

export interface Related {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range;
  readonly message: Text;
}

/** What a rule may ask beside the document. Terminologies that load later are read here at every check. */
export interface RuleContext extends LoincSources {
  readonly ucum: Ucum;
  /** The value sets at hand; absent where none are. */
  readonly valueSets?: ValueSetSource;
  readonly origin: Origin;
}

/** What is known of the file a document came from; its text may be newer. */
export interface Origin {
  /** How its bytes read; absent when there are none (an unsaved document). */
  readonly bytes?: Pick<Decoded, 'encoding' | 'byteOrderMark' | 'valid'>;
  /** How a file stands that the document names by `href`, relative to it. */
  linkedFile(href: string): FileState;
}

/** How a file beside the document stands: there under that exact name, there under another letter case, absent (`inPackage`: the ANS package has one of that name), or not to be looked up. */
export type FileState =
  | { kind: 'found' }
  | { kind: 'other-case'; actual: string }
  | { kind: 'missing'; inPackage?: true }
  | { kind: 'unknown' };

/** A document of a rule's examples: XML text, and how many findings of this rule it must give (default 0 for good, 1 for bad). */
export interface Example {
  readonly xml: string;
  readonly count?: number;
  /** The text the first finding is on. */
  readonly at?: string;
  /** What the first finding stands against elsewhere in the document; its line is shown on the rule's page too. */
  readonly against?: string;
  /** How the file's bytes read, for rules on them. */
  readonly bytes?: NonNullable<Origin['bytes']>;
  /** How the files stand that the document names, by href; `unknown` where absent. */
  readonly files?: Readonly<Record<string, FileState>>;
  /** The value sets that are loaded, none where absent. */
  readonly valueSets?: ValueSetSource;
  /** The document after the first fix of the first finding. */
  readonly fixed?: string;
}

export interface Rule {
  /** Also the file's name, the settings key and the page in `docs/rules`. */
  readonly id: string;
  readonly severity: Severity;
  readonly summary: Text;
  /** Where the rule comes from: document and section, or file of the ANS package. */
  readonly source: string;
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
  check(document: CdaDocument, context: RuleContext): Iterable<Problem>;
}
