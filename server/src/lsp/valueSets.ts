import { bindings } from '../cda/bindings';
import type { AnsPackage } from '../package/ansPackage';
import { loadValueSets } from '../package/valueSetStore';
import type { Settings } from '../protocol';
import { inTurn, type ValueSetSource, type ValueSets } from '../terminology/valueSets';
import type { Text } from '../text';
import { immediate } from './immediate';

/** The value sets that documents ask for by settings; those of the same files, and of a server for the same files, are loaded once. */
export class LoadedValueSets {
  private readonly loaded = new Map<string, ValueSets | undefined>();

  constructor(
    private readonly cacheDir: string,
    /** Loading has ended; `faults` could not be read. */
    private readonly onSettled: (faults: readonly { readonly source: string; readonly message: Text }[]) => void,
  ) {}

  /**
   * Those of the files of the settings first, then those of the package, then those that only the server has. Undefined where there are
   * none, and while the files of the settings are loaded.
   */
  for({ paths, server }: Settings['valueSets'], ansPackage: AnsPackage | undefined): ValueSetSource | undefined {
    const named = paths.length > 0 ? this.once([paths], () => loadValueSets(paths)) : undefined;
    if (paths.length > 0 && !named) return undefined;
    const held = inTurn(named, ansPackage?.valueSetSource);
    if (server === '') return held;
    return inTurn(
      held,
      this.once([paths, server, ansPackage?.root], () => this.ask(server, held)),
    );
  }

  /** What `load` gave for these settings; undefined until then. */
  private once(settings: readonly unknown[], load: () => ReturnType<typeof loadValueSets>): ValueSets | undefined {
    const key = JSON.stringify(settings);
    if (!this.loaded.has(key)) {
      this.loaded.set(key, undefined);
      void load().then(({ valueSets, report }) => {
        this.loaded.set(key, valueSets);
        this.onSettled(report.faults);
      });
    }
    return this.loaded.get(key);
  }

  private async ask(url: string, held: ValueSetSource | undefined) {
    const wanted = new Set<string>();
    for (const { oid, name } of bindings) {
      // A file that is looked at for the first time is read at once: others work in between.
      await immediate();
      if (!held?.find(oid, name)) wanted.add(oid);
    }
    return loadValueSets([], { cacheDir: this.cacheDir, server: { url, wanted: [...wanted] } });
  }
}
