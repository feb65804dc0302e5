import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { BatchError, checkFiles } from '../batch/pool';
import { filesBelow } from '../package/valueSetFiles';
import {
  type CheckFolderAnswer,
  type CheckFolderParams,
  checkFolderRequest,
  type FolderProgressParams,
  folderProgressNotification,
} from '../protocol';
import { type FileReport, notesOf, summarize } from '../report/model';
import type { Language, Text } from '../text';
import { toReportedDiagnostic } from './diagnostics';
import { filePath } from './documents';
import type { Session } from './session';

/** Names between two pauses in which other work may run. */
const namesAtOnce = 200;
/** As many sentences as anybody reads. */
const mostNotes = 20;

/** Answers the command that checks a folder: on threads, so that nothing waits for it. */
export function answerFolderChecks(session: Session): void {
  const { connection } = session;
  connection.onRequest(
    new RequestType<CheckFolderParams, CheckFolderAnswer, void>(checkFolderRequest),
    async ({ uri }, token): Promise<CheckFolderAnswer> => {
      const language = await session.languageOf(uri);
      const folder = filePath(uri);
      const isFolder =
        folder !== undefined &&
        (await stat(folder).then(
          (one) => one.isDirectory(),
          () => false,
        ));
      if (!isFolder) return { failure: notAFolder[language] };
      const files = await xmlFilesBelow(folder, token);
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      let done = 0;
      const tell = (report: FileReport) => {
        const file = pathToFileURL(report.file).href;
        const findings = report.kind === 'cda' ? report.findings : [];
        const progress: FolderProgressParams = {
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
        return summed(reports, language);
      } catch (error) {
        if (stop.signal.aborted) return { failure: cancelled[language] };
        if (error instanceof BatchError) return { failure: error.text[language] };
        throw error;
      }
    },
  );
}

async function xmlFilesBelow(folder: string, token: CancellationToken): Promise<string[]> {
  const files: string[] = [];
  for (const file of filesBelow(folder)) {
    if (/\.xml$/i.test(file)) files.push(file);
    if (files.length % namesAtOnce === 0) await setImmediate();
    if (token.isCancellationRequested) break;
  }
  return files.sort();
}

function summed(reports: readonly FileReport[], language: Language): CheckFolderAnswer {
  const { errors, warnings } = summarize(reports);
  const documents = reports.filter(({ kind }) => kind === 'cda').length;
  const failed = reports.flatMap((report) =>
    report.kind === 'skipped' && report.failed ? [`${report.file}: ${report.reason[language]}`] : [],
  );
  const notes = notesOf(reports).map(({ note, files }) => `${note[language]} (${files})`);
  const skipped = reports.length - documents;
  return { documents, skipped, errors, warnings, notes: [...failed, ...notes].slice(0, mostNotes) };
}

const notAFolder: Text = { en: 'this is not a folder of this machine', fr: 'ce n’est pas un dossier de cette machine' };
const cancelled: Text = { en: 'the check was cancelled', fr: 'la vérification a été annulée' };
