import * as vscode from 'vscode';
import type { CoexistHost, XmlExtensionApi } from './coexist';

const extensionId = 'redhat.vscode-xml';

/** VS Code as `Coexistence` asks for it. */
export function coexistHost(changed: () => void): CoexistHost {
  const setting = <T>(section: string, key: string, uri: string, fallback: T): T =>
    vscode.workspace.getConfiguration(section, vscode.Uri.parse(uri)).get<T>(key) ?? fallback;
  return {
    async api() {
      try {
        return await vscode.extensions.getExtension<XmlExtensionApi>(extensionId)?.activate();
      } catch {
        // It needs Java or a binary of its own, which may be missing.
        return undefined;
      }
    },
    validatesSchemas: (uri) =>
      vscode.extensions.getExtension(extensionId) !== undefined &&
      setting('xml', 'validation.enabled', uri, true) &&
      setting<string>('xml', 'validation.schema.enabled', uri, 'always') !== 'never',
    offers: (uri) => setting('cda', 'official.offerXsd', uri, true),
    text: (uri) =>
      vscode.workspace.textDocuments
        .find((document) => document.uri.toString() === vscode.Uri.parse(uri).toString())
        ?.getText(),
    exists: (uri) =>
      Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.parse(uri))).then(
        () => true,
        () => false,
      ),
    changed,
  };
}
