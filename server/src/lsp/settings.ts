import type { Connection } from 'vscode-languageserver';
import { defaultSettings, type Settings } from '../protocol';
import type { Language } from '../text';

/** The client's settings, asked once per resource and again after a change. */
export class SettingsCache {
  private readonly cache = new Map<string, Promise<Settings>>();

  constructor(
    private readonly connection: Connection,
    private readonly options: { readonly configuration: boolean; readonly locale: string },
  ) {}

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

  changed(): void {
    this.cache.clear();
  }

  forget(uri: string): void {
    this.cache.delete(uri);
  }

  private async ask(uri: string): Promise<Settings> {
    if (!this.options.configuration) return defaultSettings;
    try {
      const answer: Partial<Settings> | null = await this.connection.workspace.getConfiguration({
        scopeUri: uri,
        section: 'cda',
      });
      return { ...defaultSettings, ...answer };
    } catch {
      return defaultSettings;
    }
  }
}
