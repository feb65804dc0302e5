import type { AnsPackage } from '../package/ansPackage';
import { findPackage, settingFault, settingProblem } from '../package/findPackage';
import { installedPackage } from '../package/installedPackage';
import type { Text } from '../text';
import { filePath, inFolder } from './documents';

/** The ANS packages that documents are checked against. */
export class Packages {
  /** URIs of the workspace folders. */
  workspaceFolders: readonly string[] = [];
  private readonly said = new Set<string>();

  constructor(
    /** Folder that installations go to. */
    private readonly folder: string,
    /** The folder of a setting is no package; told once. */
    private readonly onProblem: (message: Text) => void,
  ) {}

  /** Where packages are looked for under the setting `cda.package.path`. */
  places(setting: string) {
    const installed = installedPackage(this.folder);
    return {
      ...(setting !== '' && { setting: inFolder(this.workspaceFolders[0], setting) }),
      workspaceFolders: this.workspaceFolders.flatMap((folder) => filePath(folder) ?? []),
      ...(installed !== undefined && { installed }),
    };
  }

  /** What is wrong with the folder of the setting `cda.package.path`. */
  fault(setting: string) {
    return settingFault(this.places(setting).setting ?? '');
  }

  /** The sentence for it. */
  problem(setting: string): Text | undefined {
    return settingProblem(this.places(setting).setting ?? '');
  }

  /** The package of a document, by its URI and the setting `cda.package.path`. */
  of(uri: string, setting: string): AnsPackage | undefined {
    const places = this.places(setting);
    const path = places.setting ?? '';
    const found = findPackage({ ...places, documentPath: filePath(uri) });
    if (!found && path !== '' && !this.said.has(path)) {
      this.said.add(path);
      const problem = this.problem(setting);
      if (problem) this.onProblem(problem);
    }
    return found;
  }
}
