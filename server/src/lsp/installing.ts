import { RequestType, RequestType0 } from 'vscode-languageserver';
import type { AnsPackage } from '../package/ansPackage';
import { InstallError } from '../package/installError';
import { hasPreviousPackage, type InstallProgress, installPackage, restorePackage } from '../package/installPackage';
import {
  type InstallPackageAnswer,
  type InstallPackageParams,
  type InstallProgressParams,
  installPackageRequest,
  installProgressNotification,
  previousPackageRequest,
} from '../protocol';
import type { Session } from './session';

/** At most so often the client is told how far it is; milliseconds. */
const progressPause = 100;

/** Answers the command that installs the ANS package; `onChange` follows a change of what is installed. */
export function answerInstalling(session: Session, onChange: () => void): void {
  const { connection, options } = session;
  const folder = options.packageFolder;
  connection.onRequest(new RequestType0<boolean, void>(previousPackageRequest), () => hasPreviousPackage(folder));
  connection.onRequest(
    new RequestType<InstallPackageParams, InstallPackageAnswer, void>(installPackageRequest),
    async (parameters, token): Promise<InstallPackageAnswer> => {
      const language = await session.languageOf('');
      const installed = (found: AnsPackage): InstallPackageAnswer => ({
        version: found.version.text[language],
        root: found.root,
        faults: found.faults.map(({ message }) => message[language]),
      });
      if (parameters.from === 'previous') {
        const found = await restorePackage(folder);
        if (!found) return { failure: noPrevious[language] };
        onChange();
        return installed(found);
      }
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const source =
        parameters.from === 'file' ? { file: parameters.path } : { url: (await session.settingsOf('')).package.url };
      let told = 0;
      const onProgress = (progress: InstallProgress) => {
        const now = performance.now();
        if (now - told < progressPause) return;
        told = now;
        const { run } = parameters;
        const params: InstallProgressParams = { ...progress, ...(run !== undefined && { run }) };
        void connection.sendNotification(installProgressNotification, params).catch(() => undefined);
      };
      try {
        const { package: found, sha256 } = await installPackage(source, { folder, onProgress, signal: stop.signal });
        onChange();
        return { ...installed(found), sha256 };
      } catch (error) {
        if (stop.signal.aborted) return { failure: cancelled[language] };
        if (!(error instanceof InstallError)) throw error;
        return { failure: error.text[language] };
      }
    },
  );
}

const noPrevious = { en: 'no package was installed before', fr: 'aucun paquet n’était installé auparavant' };
const cancelled = { en: 'the installation was cancelled', fr: 'l’installation a été annulée' };
