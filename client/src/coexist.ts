/** Extension API of redhat.vscode-xml (src/api/xmlExtensionApi.ts of its repository), the part used here. */
export interface XmlExtensionApi {
  addXMLFileAssociations(associations: XmlFileAssociation[]): void;
  removeXMLFileAssociations(associations: XmlFileAssociation[]): void;
}

export interface XmlFileAssociation {
  /** Address of the schema. */
  readonly systemId: string;
  /** Glob that the file's path matches; an association is known by it. */
  readonly pattern: string;
}

/** What is asked of VS Code; a test stands in for it. */
export interface CoexistHost {
  /** The API of the other extension, started if need be; undefined where it is not installed, or refuses. */
  api(): Promise<XmlExtensionApi | undefined>;
  /** Whether its settings let it validate against schemas. */
  validatesSchemas(uri: string): boolean;
  /** Setting `cda.official.offerXsd`. */
  offers(uri: string): boolean;
  /** Text of an open document. */
  text(uri: string): string | undefined;
  exists(uri: string): Promise<boolean>;
  /** The answer of `validates` may be another one now. */
  changed(): void;
}

/**
 * Side by side with redhat.vscode-xml, whose completion knows the CDA schema once it is told where it is, and which then validates
 * against it: its findings and ours of the same schema must not double.
 */
export class Coexistence {
  readonly #host: CoexistHost;
  /** URI of the document ⇒ what was offered for it. */
  readonly #offered = new Map<string, XmlFileAssociation>();

  constructor(host: CoexistHost) {
    this.#host = host;
  }

  /** The schema that a document is checked against: offered once for it, unless the document names its own or stands in a stylesheet. */
  async offer(uri: string, xsd: string | undefined): Promise<void> {
    const known = this.#offered.get(uri);
    const text = this.#host.text(uri);
    const wanted =
      xsd !== undefined && this.#host.offers(uri) && text !== undefined && isPlain(text) && !schemaNamedBy(text)
        ? { systemId: xsd, pattern: patternOf(uri) }
        : undefined;
    if (known?.systemId === wanted?.systemId) return;
    const api = await this.#host.api();
    if (!api) return;
    if (known) api.removeXMLFileAssociations([known]);
    this.#offered.delete(uri);
    if (wanted) {
      api.addXMLFileAssociations([wanted]);
      this.#offered.set(uri, wanted);
    }
    this.#host.changed();
  }

  async forget(uri: string): Promise<void> {
    const known = this.#offered.get(uri);
    if (!known) return;
    this.#offered.delete(uri);
    (await this.#host.api())?.removeXMLFileAssociations([known]);
  }

  /** Whether the other extension validates a document against a schema: the one offered, or one that the document names and that is there. */
  async validates(uri: string): Promise<boolean> {
    if (!this.#host.validatesSchemas(uri)) return false;
    if (this.#offered.has(uri)) return true;
    const named = schemaNamedBy(this.#host.text(uri) ?? '');
    if (named === undefined || !(await this.#host.api())) return false;
    return this.#host.exists(new URL(named, uri).href);
  }
}

/** Whether the root is the ClinicalDocument itself: of a self-presenting document another extension would validate the stylesheet. */
function isPlain(text: string): boolean {
  // Piece by piece: one expression for all of them would try every way to divide them.
  const piece = /\uFEFF|\s+|<\?.*?\?>|<!--.*?-->/sy;
  let at = 0;
  while (piece.test(text)) at = piece.lastIndex;
  const root = /<(?:[\w.-]+:)?ClinicalDocument[\s/>]/y;
  root.lastIndex = at;
  return root.test(text);
}

/** The schema in `xsi:schemaLocation` for the CDA namespace. */
function schemaNamedBy(text: string): string | undefined {
  const [, pairs = ''] = /\sxsi:schemaLocation\s*=\s*["']([^"']*)["']/.exec(text) ?? [];
  const parts = pairs.trim().split(/\s+/);
  const at = parts.indexOf('urn:hl7-org:v3');
  return at < 0 || at % 2 === 1 ? undefined : parts[at + 1];
}

/** A glob that matches this file alone, whatever the drive; LemMinX matches it against the whole path. */
function patternOf(uri: string): string {
  const path = decodeURIComponent(new URL(uri).pathname).replace(/^\/[A-Za-z]:/, '');
  return `**${path.replace(/[\\*?[\]{}]/g, '\\$&')}`;
}
