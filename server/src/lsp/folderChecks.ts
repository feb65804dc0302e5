import { readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { BatchError, checkFiles } from '../batch/pool';
import {
  type CheckFolderAnswer,
  type CheckFolderParams,
  checkFolderRequest,
  type FolderProgressParams,
  folderProgressNotification,
} from '../protocol';
import { type FileReport, notesOf, summarize } from '../report/model';
import { ranText } from '../report/ran';
import type { Language, Text } from '../text';
import { toReportedDiagnostic } from './diagnostics';
import { filePath } from './documents';
import type { Session } from './session';

/** Folders that hold no documents of the user's. */
const ignored: ReadonlySet<string> = new Set(['node_modules', '.git']);
/** As many sentences as anybody reads. */
const mostNotes = 20;

/** Answers the command that checks a folder: on threads, so that nothing waits for it. */
export function answerFolderChecks(session: Session): void {
  const { connection } = session;
  connection.onRequest(
    new RequestType<CheckFolderParams, CheckFolderAnswer, void>(checkFolderRequest),
    async ({ uri, run }, token): Promise<CheckFolderAnswer> => {
      const language = await session.languageOf(uri);
      const folder = filePath(uri);
      const isFolder =
        folder !== undefined &&
        (await stat(folder).then(
          (one) => one.isDirectory(),
          () => false,
        ));
      if (!isFolder) return { failure: notAFolder[language] };
      const { files, unreadable } = await xmlFilesBelow(folder, token);
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      let done = 0;
      const tell = (report: FileReport) => {
        const file = pathToFileURL(report.file).href;
        const findings = report.kind === 'cda' ? report.findings : [];
        const progress: FolderProgressParams = {
          ...(run !== undefined && { run }),
          done: ++done,
          total: files.length,
          uri: file,
          diagnostics: findings.map((each) => toReportedDiagnostic(each, file, language, session.options.pageUri)),
        };
        void connection.sendNotification(folderProgressNotification, progress).catch(() => undefined);
      };
      try {
        const reports = await checkFiles(files, {
          setup: await session.batchSetup(uri),
          jobs: Math.max(1, Math.min(availableParallelism() - 1, 4)),
          workerPath: session.options.checkWorkerPath,
          onReport: tell,
          signal: stop.signal,
        });
        return summed(reports, unreadable, language);
      } catch (error) {
        if (stop.signal.aborted) return { failure: cancelled[language] };
        if (error instanceof BatchError) return { failure: error.text[language] };
        throw error;
      }
    },
  );
}

/** XML files of a folder and the folders below, sorted, and the folders that cannot be read. */
async function xmlFilesBelow(folder: string, token: CancellationToken) {
  const files: string[] = [];
  const unreadable: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined && !token.isCancellationRequested; next = open.pop()) {
    try {
      for (const entry of await readdir(next, { withFileTypes: true })) {
        const path = join(next, entry.name);
        if (entry.isDirectory() && !ignored.has(entry.name)) open.push(path);
        else if (entry.isFile() && /\.xml$/i.test(entry.name)) files.push(path);
      }
    } catch {
      unreadable.push(next);
    }
  }
  return { files: files.sort(), unreadable };
}

function summed(reports: readonly FileReport[], unreadable: readonly string[], language: Language): CheckFolderAnswer {
  const { errors, warnings } = summarize(reports);
  const documents = reports.filter(({ kind }) => kind === 'cda').length;
  const failed = reports.flatMap((report) =>
    report.kind === 'skipped' && report.failed ? [`${report.file}: ${report.reason[language]}`] : [],
  );
  const closed = unreadable.map((folder) => `${folder}: ${notReadable[language]}`);
  const notes = notesOf(reports).map(({ note, files }) => `${note[language]} (${files})`);
  const skipped = reports.length - documents;
  const ran = ranText(reports)?.[language];
  const said = ran !== undefined && { ran };
  return { documents, skipped, errors, warnings, ...said, notes: [...failed, ...closed, ...notes].slice(0, mostNotes) };
}

const notAFolder: Text = { en: 'this is not a folder of this machine', fr: 'ce n’est pas un dossier de cette machine' };
const notReadable: Text = { en: 'this folder cannot be read', fr: 'ce dossier ne peut pas être lu' };
const cancelled: Text = { en: 'the check was cancelled', fr: 'la vérification a été annulée' };
