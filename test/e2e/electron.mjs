import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { main, npm, root, temporaryWorkspace } from '../../scripts/setup.mjs';
import { bundleSuite } from './bundle.mjs';

/** The same suite in a desktop VS Code: the one VSCODE_PATH names, else the one @vscode/test-electron downloads. */
await main(async () => {
  await npm('The build', ['run', '--silent', 'build']);
  const { dir, workspace, remove } = await temporaryWorkspace();
  try {
    return await runTests({
      ...(process.env.VSCODE_PATH && { vscodeExecutablePath: process.env.VSCODE_PATH }),
      extensionDevelopmentPath: root,
      extensionTestsPath: await bundleSuite(),
      launchArgs: [
        workspace,
        `--user-data-dir=${join(dir, 'user-data')}`,
        `--extensions-dir=${join(dir, 'extensions')}`,
        '--disable-workspace-trust',
      ],
    });
  } finally {
    await remove();
  }
});
