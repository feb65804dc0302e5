import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { OfficialThread } from './lsp/officialThread';
import { serve } from './lsp/server';
import { circuitCacheFolder, packageFolder, stylesheetCacheFolder, valueSetCacheFolder } from './package/folders';
import { Renderer } from './render/renderer';
import { tuneForServer } from './v8';

const extensionFolder = join(__dirname, '..');

tuneForServer();

serve(createConnection(ProposedFeatures.all), {
  version,
  pageUri: (page) => pathToFileURL(join(extensionFolder, page)).href,
  circuits: { workerPath: join(__dirname, 'circuitWorker.js'), cacheDir: circuitCacheFolder() },
  valueSetCache: valueSetCacheFolder(),
  packageFolder: packageFolder(),
  official: new OfficialThread({ workerPath: join(__dirname, 'officialWorker.js') }),
  checkWorkerPath: join(__dirname, 'checkWorker.js'),
  exports: { workerPath: join(__dirname, 'pdfWorker.js'), cssPath: join(__dirname, 'preview.css') },
  renderer: new Renderer({
    workerPath: join(__dirname, 'worker.js'),
    sefPath: join(__dirname, 'cda.sef.json'),
    cacheFolder: stylesheetCacheFolder(),
  }),
});
