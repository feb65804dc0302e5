import { bindings } from '../cda/bindings';
import type { AnsPackage } from '../package/ansPackage';
import { loadValueSets } from '../package/valueSetStore';
import { WatchedFiles } from '../package/watchedFiles';
import type { Settings } from '../protocol';
import { inTurn, type ValueSetSource, type ValueSets } from '../terminology/valueSets';
import type { Text } from '../text';
import { immediate } from './immediate';

type Loading = ReturnType<typeof loadValueSets>;

interface Loaded {
  readonly files: WatchedFiles;
  valueSets: ValueSets | undefined;
}

/** The value sets that documents ask for by settings, loaded once for the same settings, and again when a file of theirs has changed. */
export class LoadedValueSets {
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly cacheDir: string,
    /** Loading has ended; `faults` could not be read. */
    private readonly onSettled: (faults: readonly { readonly source: string; readonly message: Text }[]) => void,
  ) {}

  /**
   * Those of the files of the settings first, then those of the package, then those that only the server has. Undefined where there are
   * none, and while the files of the settings are loaded for the first time.
   */
  for({ paths, server }: Settings['valueSets'], ansPackage: AnsPackage | undefined): ValueSetSource | undefined {
    const named = paths.length > 0 ? this.once([paths], (files) => read(paths, files)) : undefined;
    if (paths.length > 0 && !named) return undefined;
    const held = inTurn(named, ansPackage?.valueSetSource);
    if (server === '') return held;
    return inTurn(
      held,
      this.once([paths, server, ansPackage?.root], () => this.ask(server, held)),
    );
  }

  /** What `load` gave last for these settings; undefined until it has. */
  private once(settings: readonly unknown[], load: (files: WatchedFiles) => Loading): ValueSets | undefined {
    const key = JSON.stringify(settings);
    const known = this.loaded.get(key);
    if (known && !known.files.changed()) return known.valueSets;
    const loaded: Loaded = { files: new WatchedFiles(), valueSets: known?.valueSets };
    this.loaded.set(key, loaded);
    void load(loaded.files).then(({ valueSets, report }) => {
      loaded.valueSets = valueSets;
      this.onSettled(report.faults);
    });
    return loaded.valueSets;
  }

  private async ask(url: string, held: ValueSetSource | undefined): Loading {
    const wanted = new Set<string>();
    for (const { oid, name } of bindings) {
      // A file that is looked at for the first time is read at once: others work in between.
      await immediate();
      if (!held?.find(oid, name)) wanted.add(oid);
    }
    return loadValueSets([], { cacheDir: this.cacheDir, server: { url, wanted: [...wanted] } });
  }
}

/** More files than that would hold up typing, which looks at them every two seconds; of their folders what comes and goes is seen. */
const mostWatched = 100;

async function read(paths: readonly string[], files: WatchedFiles): Loading {
  for (const path of paths) files.watch(path);
  const loaded = await loadValueSets(paths);
  const { sources } = loaded.valueSets;
  if (sources.size <= mostWatched) for (const source of sources) files.watch(source);
  return loaded;
}
