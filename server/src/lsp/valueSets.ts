import { bindings } from '../cda/bindings';
import type { AnsPackage } from '../package/ansPackage';
import { loadValueSets } from '../package/valueSetStore';
import type { Settings } from '../protocol';
import { inTurn, type ValueSetSource, type ValueSets } from '../terminology/valueSets';
import type { Text } from '../text';

/** The value sets that documents ask for by settings; each combination is loaded once. */
export class LoadedValueSets {
  private readonly loaded = new Map<string, ValueSets | undefined>();

  constructor(
    private readonly cacheDir: string,
    /** Loading has ended; `faults` could not be read. */
    private readonly onSettled: (faults: readonly { readonly source: string; readonly message: Text }[]) => void,
  ) {}

  /** Those of the settings first, then those of the package. Undefined where there are none, and while those of the settings are loaded. */
  for({ paths, server }: Settings['valueSets'], ansPackage: AnsPackage | undefined): ValueSetSource | undefined {
    const published = ansPackage?.valueSetSource;
    if (paths.length === 0 && server === '') return published;
    const key = JSON.stringify([paths, server]);
    if (!this.loaded.has(key)) {
      this.loaded.set(key, undefined);
      void this.load(key, paths, server);
    }
    const named = this.loaded.get(key);
    return named && inTurn(named, published);
  }

  private async load(key: string, paths: readonly string[], server: string): Promise<void> {
    const wanted = [...new Set(bindings.map(({ oid }) => oid))];
    const { valueSets, report } = await loadValueSets(paths, {
      cacheDir: this.cacheDir,
      ...(server !== '' && { server: { url: server, wanted } }),
    });
    this.loaded.set(key, valueSets);
    this.onSettled(report.faults);
  }
}
