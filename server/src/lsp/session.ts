import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { BatchSetup } from '../batch/setup';
import type { AnsPackage } from '../package/ansPackage';
import type { Settings, ValidateAnswer } from '../protocol';
import type { Renderer } from '../render/renderer';
import type { LoincSources } from '../terminology/loincList';
import type { Ucum } from '../terminology/ucum';
import type { ValueSetSource } from '../terminology/valueSets';
import type { Language } from '../text';
import type { Checked } from './checker';
import type { Circuits, CircuitsOptions } from './circuits';
import type { Documents, Snapshot } from './documents';
import type { Official } from './official';
import type { OfficialThread } from './officialThread';

/** What the entry point knows of its surroundings. */
export interface ServerOptions {
  readonly version: string;
  /** URI of a rule's page, from its path relative to the extension. */
  readonly pageUri: (page: string) => string;
  readonly renderer: Renderer;
  /** What exports need beside the renderer. */
  readonly exports: { readonly workerPath: string; readonly cssPath: string };
  readonly circuits: CircuitsOptions;
  /** Folder for what a terminology server answered. */
  readonly valueSetCache: string;
  /** Folder that installed ANS packages go to. */
  readonly packageFolder: string;
  readonly official: OfficialThread;
  /** `dist/checkWorker.js`, which checks the files of a folder. */
  readonly checkWorkerPath: string;
}

/** What the handlers of one connection share. */
export interface Session {
  readonly connection: Connection;
  readonly options: ServerOptions;
  readonly documents: Documents;
  readonly circuits: Circuits;
  /** Whether the client asks for the reason of a silence itself. */
  readonly asksReason: boolean;
  /** The path that a setting names, which may start at the workspace folder. */
  inWorkspace(path: string): string;
  settingsOf(uri: string): Promise<Settings>;
  languageOf(uri: string): Promise<Language>;
  /** What features ask beside the document. */
  terms(uri: string): Promise<LoincSources & { readonly ucum: Ucum; readonly valueSets?: ValueSetSource }>;
  /** The ANS package a document is checked against. */
  packageOf(uri: string): Promise<AnsPackage | undefined>;
  /** What a batch of files below a folder is checked with. */
  batchSetup(uri: string): Promise<BatchSetup>;
  /** Findings of the newest version, computed once; undefined when cancelled or when a newer version came. */
  checked(snapshot: Snapshot, token?: CancellationToken): Promise<Checked | undefined>;
  readonly official: Official;
  /** Asks for the official verdict whatever the settings say of when; resolves when it is there. */
  validate(uri: string): Promise<ValidateAnswer>;
  /** Without the document's content. */
  log(what: string, error: unknown): void;
}
