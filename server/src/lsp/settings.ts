import type { Connection } from 'vscode-languageserver';
import { defaultSettings, type RuleSetting, type Settings } from '../protocol';
import type { Language } from '../text';

/** The client's settings, asked once per resource and again after a change; nothing a client sends can make them illegal. */
export class SettingsCache {
  private readonly cache = new Map<string, Promise<Settings>>();
  /** What a client sent that cannot be asked. */
  private pushed: unknown;

  constructor(
    private readonly connection: Connection,
    private readonly options: { readonly configuration: boolean; readonly locale: string; readonly initial?: unknown },
  ) {
    this.pushed = options.initial;
  }

  for(uri: string): Promise<Settings> {
    const known = this.cache.get(uri);
    if (known) return known;
    const asked = this.ask(uri);
    this.cache.set(uri, asked);
    return asked;
  }

  async languageFor(uri: string): Promise<Language> {
    const { language } = await this.for(uri);
    if (language !== 'auto') return language;
    return this.options.locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  }

  /** Takes notice of a change; resolves to the resources whose settings are others now. */
  async changed(pushed: unknown): Promise<string[]> {
    this.pushed = section(pushed);
    const before = [...this.cache];
    this.cache.clear();
    const differs = async ([uri, old]: [string, Promise<Settings>]) =>
      JSON.stringify(await old) === JSON.stringify(await this.for(uri)) ? [] : [uri];
    return (await Promise.all(before.map(differs))).flat();
  }

  forget(uri: string): void {
    this.cache.delete(uri);
  }

  private async ask(uri: string): Promise<Settings> {
    if (!this.options.configuration) return readSettings(this.pushed);
    try {
      return readSettings(await this.connection.workspace.getConfiguration({ scopeUri: uri, section: 'cda' }));
    } catch {
      return defaultSettings;
    }
  }
}

/** Clients push either the section `cda` or an object that holds it. */
function section(pushed: unknown): unknown {
  return isRecord(pushed) && isRecord(pushed.cda) ? pushed.cda : pushed;
}

const severities: ReadonlySet<unknown> = new Set<RuleSetting>(['off', 'hint', 'info', 'warning', 'error']);

/** The legal values of what a client sent, the default for every other. */
function readSettings(sent: unknown): Settings {
  const {
    circuit,
    loincBiologie,
    valueSets,
    package: ansPackage,
    official,
    rules,
    language,
    inlayHints,
    preview,
    export: exporting,
  } = isRecord(sent) ? sent : {};
  const settings = isRecord(rules) ? Object.entries(rules).filter(([, severity]) => severities.has(severity)) : [];
  const flag = (name: keyof Settings['inlayHints']) =>
    isRecord(inlayHints) && typeof inlayHints[name] === 'boolean' ? inlayHints[name] : defaultSettings.inlayHints[name];
  return {
    circuit: { path: readPath(circuit) },
    loincBiologie: { path: readPath(loincBiologie) },
    valueSets: readValueSetSettings(valueSets),
    package: readPackageSettings(ansPackage),
    export: { browser: isRecord(exporting) && typeof exporting.browser === 'string' ? exporting.browser : '' },
    official: readOfficialSettings(official),
    rules: Object.fromEntries(settings) as Settings['rules'],
    language: language === 'fr' || language === 'en' ? language : 'auto',
    inlayHints: { labels: flag('labels'), units: flag('units') },
    preview: readPreviewSettings(preview),
  };
}

function readPath(sent: unknown): string {
  return isRecord(sent) && typeof sent.path === 'string' ? sent.path : '';
}

function readPreviewSettings(sent: unknown): Settings['preview'] {
  const { stylesheet, scrollSync } = isRecord(sent) ? sent : {};
  const { preview: fallback } = defaultSettings;
  return {
    stylesheet: typeof stylesheet === 'string' && stylesheet !== '' ? stylesheet : fallback.stylesheet,
    scrollSync: typeof scrollSync === 'boolean' ? scrollSync : fallback.scrollSync,
  };
}

function readValueSetSettings(sent: unknown): Settings['valueSets'] {
  const { paths, server } = isRecord(sent) ? sent : {};
  return {
    paths: Array.isArray(paths) ? paths.filter((path) => typeof path === 'string' && path !== '') : [],
    server: typeof server === 'string' ? server : '',
  };
}

function readPackageSettings(sent: unknown): Settings['package'] {
  const { path, url } = isRecord(sent) ? sent : {};
  const { package: fallback } = defaultSettings;
  return {
    path: typeof path === 'string' ? path : fallback.path,
    url: typeof url === 'string' && url !== '' ? url : fallback.url,
  };
}

function readOfficialSettings(sent: unknown): Settings['official'] {
  const { run, schematrons, xsd, offerXsd } = isRecord(sent) ? sent : {};
  const { official: fallback } = defaultSettings;
  return {
    run: oneOf(run, ['onType', 'onSave', 'manual', 'off'], fallback.run),
    schematrons: oneOf(schematrons, ['document', 'model', 'both'], fallback.schematrons),
    xsd: oneOf(xsd, ['auto', 'always', 'never'], fallback.xsd),
    offerXsd: typeof offerXsd === 'boolean' ? offerXsd : fallback.offerXsd,
  };
}

function oneOf<T extends string>(sent: unknown, legal: readonly T[], fallback: T): T {
  return legal.find((each) => each === sent) ?? fallback;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
