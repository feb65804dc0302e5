/** What client and server share: the settings and the custom requests. The client imports nothing else from the server. */

/** Whether a text can hold a ClinicalDocument: a cheap test that spares parsing other XML files. Client and server must agree. */
export function mayBeCda(text: string): boolean {
  return /<(?:[\w.-]+:)?ClinicalDocument[\s/>]/.test(text);
}

/** Section `cda` of the configuration; equal to `contributes.configuration` of package.json (a test compares). */
export interface Settings {
  /** Workbook or value set of the Circuit de la biologie; empty: one found in the workspace, else the built-in excerpt. */
  readonly circuit: { readonly path: string };
  /** LOINC Biologie, the codes of the second priority; empty: none. */
  readonly loincBiologie: { readonly path: string };
  /** Files, folders and zips of value sets (jeux de valeurs), and the base URL of a FHIR terminology server; empty: none. */
  readonly valueSets: { readonly paths: readonly string[]; readonly server: string };
  /** Folder of ANS testContenuCDA, found by itself where empty; address of the archive that the command installs. */
  readonly package: { readonly path: string; readonly url: string };
  /** Chrome, Edge or Chromium that prints PDF files; empty: an installed one. */
  readonly export: { readonly browser: string };
  readonly official: OfficialSettings;
  /** Rule id → severity or `off`. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly language: 'auto' | 'fr' | 'en';
  /** Labels after bare codes and templateIds; expected or converted units after quantities. */
  readonly inlayHints: { readonly labels: boolean; readonly units: boolean };
  /** `id` of a StylesheetInfo, a path may start at the workspace folder; whether preview and source scroll together. */
  readonly preview: { readonly stylesheet: string; readonly scrollSync: boolean };
}

/** The checks of the ANS package: XSD and Schematron. */
export interface OfficialSettings {
  readonly run: 'onType' | 'onSave' | 'manual' | 'off';
  /** Those that the document names, those of its model in the package, or both. */
  readonly schematrons: 'document' | 'model' | 'both';
  /** `auto`: unless another extension validates the document against the same schema. */
  readonly xsd: 'auto' | 'always' | 'never';
  /** Whether redhat.vscode-xml is told where the schema is. The client's own business. */
  readonly offerXsd: boolean;
}

export type RuleSetting = 'off' | 'hint' | 'info' | 'warning' | 'error';

export const defaultSettings: Settings = {
  circuit: { path: '' },
  loincBiologie: { path: '' },
  valueSets: { paths: [], server: '' },
  package: {
    path: '',
    url: 'https://github.com/ansforge/interop-outil-cda-testcontenucda3.0-outil-validation-documents-cda/archive/refs/heads/main.zip',
  },
  export: { browser: '' },
  official: { run: 'onType', schematrons: 'both', xsd: 'auto', offerXsd: true },
  rules: {},
  language: 'auto',
  inlayHints: { labels: false, units: false },
  preview: { stylesheet: 'builtin', scrollSync: true },
};

/** The views of a document: the PDF it carries, header and narrative, and its coded entries. */
export type View = 'pdf' | 'narrative' | 'structured';

export interface RenderParams {
  readonly uri: string;
  /** Skip `pdf` in the answer when the client already holds the copy with this hash. */
  readonly knownPdf?: string;
  /** `id` of a StylesheetInfo; absent: the setting `cda.preview.stylesheet`. */
  readonly stylesheet?: string;
  /** Whether the workspace is trusted: without it only the built-in stylesheet runs. */
  readonly trusted?: boolean;
  /** Who asks, the preview if absent: a newer request for the document supersedes only one of the same asker that still waits. */
  readonly asker?: 'comparison' | 'chooser';
}

/** Notification: a stylesheet that previews will be asked for with; whoever opens one then does not wait for its compilation. */
export const prepareNotification = 'cda/prepareStylesheet';

export type PrepareParams = Pick<RenderParams, 'uri' | 'stylesheet' | 'trusted'>;

/** Base64 of one PDF carried by the document. */
export interface PdfCopy {
  readonly hash: string;
  /** Left out when the client said that it already has it. */
  readonly base64?: string;
}

export interface Attachment {
  readonly hash: string;
  readonly label: string;
}

/** A stylesheet that a document may be shown with. */
export interface StylesheetInfo {
  /** `builtin`, `document` (the one that the document names or holds) or the absolute path of a file. */
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  /** Its file is not there: it cannot be used. */
  readonly missing?: true;
}

/** First and last place of an element in the document's text, half-open; lines and characters from 0, UTF-16 units. */
export type AnchorRange = readonly [startLine: number, startCharacter: number, endLine: number, endCharacter: number];

/** A rendering of one version of a document. */
export interface Rendering {
  readonly uri: string;
  readonly version: number;
  readonly title: string;
  /** The narrative view: a safe HTML fragment (no script, no handler, filtered links), header summary and narrative. */
  readonly html: string;
  /** Set when `html` comes from another stylesheet than ours: shown in a shadow root with this safe CSS, not with preview.css. */
  readonly foreign?: { readonly css: string };
  /** The structured view, a safe fragment of the built-in stylesheet; absent where the document has no entries. */
  readonly structured?: string;
  /** What a reader is shown first: section F.1 of the reference. */
  readonly first: Exclude<View, 'structured'>;
  readonly pdf?: PdfCopy;
  /** Other PDFs that the document carries, e.g. a second-intention report; their bytes come by `attachmentRequest`. */
  readonly attachments?: readonly Attachment[];
  /** One sentence for the user when something could not be shown, e.g. a PDF copy that is not a PDF. */
  readonly notice?: string;
  /**
   * Why another stylesheet may be better: the one that was asked for could not be used, and the built-in one
   * is in use; or it shows nothing but the PDF copy.
   */
  readonly unfit?: string;
  /** The one in use. */
  readonly stylesheet: StylesheetInfo;
  /** Those that this document may be shown with, the built-in one first. */
  readonly stylesheets: readonly StylesheetInfo[];
  /** Place n belongs to the elements of `html` and `structured` with `data-anchor="n"`. */
  readonly anchors: readonly AnchorRange[];
  /** Pairs of anchors: an entry, and an element of the narrative that it says it is told by (`text/reference`). */
  readonly told?: readonly (readonly [entry: number, narrative: number])[];
}

/** A rendering that could not be made, with a sentence for the user; the panel keeps what it showed. */
export interface RenderFailure {
  readonly uri: string;
  readonly version: number;
  readonly failure: string;
  /** As in a Rendering. */
  readonly stylesheets: readonly StylesheetInfo[];
}

/** Request: render an open document. */
export const renderRequest = 'cda/render';

/** Request: the Base64 of an attached PDF of an open document, by its hash; null when it is not there any more. */
export const attachmentRequest = 'cda/attachment';

export interface AttachmentParams {
  readonly uri: string;
  readonly hash: string;
}

/** Request: an open document as a file. */
export const exportRequest = 'cda/export';

export interface ExportParams extends Pick<RenderParams, 'uri' | 'stylesheet' | 'trusted'> {
  /** The rendering as one self-contained page or as PDF/A-1, or the PDF that the document carries. */
  readonly format: 'html' | 'pdf' | 'copy';
}

/** The file's bytes, or why there are none, as a sentence for the user. */
export type ExportAnswer = { readonly base64: string; readonly notice?: string } | { readonly failure: string };

/** Request: read a Circuit de la biologie, so that documents whose setting names it find it loaded. */
export const loadCircuitRequest = 'cda/loadCircuit';

export interface LoadCircuitParams {
  readonly path: string;
}

/** What the file holds, or why it was refused, as sentences for the user. */
export type LoadCircuitAnswer =
  | { readonly summary: string; readonly faults: readonly string[] }
  | { readonly failure: string };

/** Request: the conversions of the result at a place, each with the edits that insert it as a second observation. */
export const convertResultRequest = 'cda/convertResult';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface ConvertResultParams {
  readonly uri: string;
  readonly position: Place;
}

export interface ConvertResultAnswer {
  /** `label` is also the text to copy. */
  readonly choices: readonly {
    readonly label: string;
    readonly detail: string;
    readonly edits: readonly {
      readonly range: { readonly start: Place; readonly end: Place };
      readonly newText: string;
    }[];
  }[];
  /** Why there is no choice. */
  readonly reason?: string;
}

/**
 * Command of the client, offered as a quick fix to clients that say `experimental.silence`: asks for the reason and puts it in place of
 * `reasonMark` in the edits. Other clients get the edits with an empty reason.
 */
export const silenceCommand = 'cda.silence';

export const reasonMark = '{reason}';

export interface SilenceArguments {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly edits: readonly {
    readonly range: { readonly start: Place; readonly end: Place };
    readonly newText: string;
  }[];
}

/** Request: install the ANS package, from `cda.package.url` or a local archive, or take the one before again. Can be cancelled. */
export const installPackageRequest = 'cda/installPackage';

export type InstallPackageParams = (
  | { readonly from: 'url' | 'previous' }
  | { readonly from: 'file'; readonly path: string }
) & {
  /** Any text that no other request has; its progress carries it. */
  readonly run?: string;
};

export type InstallPackageAnswer =
  | {
      readonly version: string;
      readonly root: string;
      /** Of the archive; absent for the package before. */
      readonly sha256?: string;
      /** What it lacks. */
      readonly faults: readonly string[];
    }
  | { readonly failure: string };

/** Request without parameters: whether there is a package before that could be taken again. Answers a boolean. */
export const previousPackageRequest = 'cda/previousPackage';

/** Notification, server to client: how far the installation is. */
export const installProgressNotification = 'cda/installProgress';

export interface InstallProgressParams {
  /** Of the request it belongs to. */
  readonly run?: string;
  readonly phase: 'download' | 'unpack';
  /** Bytes, or files. */
  readonly done: number;
  readonly total?: number;
}

/** Request: check every XML file below a folder. Can be cancelled; each file is told as soon as it is done. */
export const checkFolderRequest = 'cda/checkFolder';

export interface CheckFolderParams {
  /** Of the folder. */
  readonly uri: string;
  /** Any text that no other request has; its progress carries it. */
  readonly run?: string;
}

export type CheckFolderAnswer =
  | {
      /** Files that are CDA documents. */
      readonly documents: number;
      readonly skipped: number;
      readonly errors: number;
      readonly warnings: number;
      /** What ran of the official checks and what it found, a sentence; absent where they were not wanted. */
      readonly ran?: string;
      /** Files that could not be checked, and what else the user should know. */
      readonly notes: readonly string[];
    }
  | { readonly failure: string };

/** Notification, server to client: one more file of a folder is done. */
export const folderProgressNotification = 'cda/folderProgress';

export interface FolderProgressParams {
  /** Of the request it belongs to. */
  readonly run?: string;
  readonly done: number;
  readonly total: number;
  /** Of the file. */
  readonly uri: string;
  /** LSP diagnostics. */
  readonly diagnostics: readonly unknown[];
}

/** Circuit in use, for the status item. */
export interface CircuitInfo {
  readonly builtIn: boolean;
  readonly analyses: number;
  readonly source: string;
  /** No setting names it: its path, as it lies in the workspace. */
  readonly found?: string;
  /** LOINC Biologie, where it is loaded. */
  readonly loincBiologie?: { readonly source: string; readonly codes: number };
}

/** Notification, server to client: what the status item shows about a document. */
export const statusNotification = 'cda/status';

export interface StatusParams {
  readonly uri: string;
  /** Document model in words, e.g. `CR-BIO 2024.01`; absent when the document is not a CDA. */
  readonly model?: string;
  readonly level?: 1 | 3;
  readonly circuit: CircuitInfo;
  readonly milliseconds: number;
  /** Absent when the document is not a CDA. */
  readonly official?: OfficialInfo;
}

/** The official verdict on a document, for the status item. */
export interface OfficialInfo {
  /**
   * `off`: not wanted; `waiting`: not asked for yet; `running`; `outdated`: the document or what it is checked against has changed, and
   * the settings want no new verdict yet; `malformed`: the XML is not well formed, nothing is run; `failed`: `notes` say why.
   */
  readonly state: 'off' | 'waiting' | 'running' | 'outdated' | 'malformed' | 'done' | 'failed';
  /** The last verdict, which may be that of an older version; absent where there is none against this package with these settings. */
  readonly verdict?: {
    readonly errors: number;
    readonly warnings: number;
    readonly milliseconds: number;
    /** When it came: milliseconds since 1970. */
    readonly at: number;
    /** Names of the schemas that were run, `XSD` included. */
    readonly schemas: readonly string[];
  };
  /** Version of the ANS package; absent where none was found. */
  readonly package?: string;
  /** Why the folder of `cda.package.path` is none: it does not exist, or is something else. */
  readonly packageProblem?: 'missing' | 'other';
  /** URI of its XML Schema. */
  readonly xsd?: string;
  /** What was not run and why, a sentence each. */
  readonly skipped: readonly string[];
  /** What else the user should know, a sentence each. */
  readonly notes: readonly string[];
}

/** Request: run the official checks on an open document now. */
export const validateRequest = 'cda/validate';

export interface ValidateParams {
  readonly uri: string;
}

export interface ValidateAnswer {
  /** Whether the document has an ANS package; true where it is no CDA. */
  readonly package: boolean;
  /** Why the folder of `cda.package.path` is none, a sentence. */
  readonly problem?: string;
}

/**
 * Command of the server: shows the assertion behind an official finding. Its argument is the finding's place in the document, or the
 * place of the assertion itself.
 */
export const showAssertionCommand = 'cda.showAssertion';

export type ShowAssertionArgument =
  | { readonly uri: string; readonly position: Place }
  | { readonly file: string; readonly range: { readonly start: Place; readonly end: Place } };
