import { mayBeCda } from '../protocol';
import { parseXml } from '../xml/parse';
import type { XmlDocument, XmlElement } from '../xml/tree';
import { type CodedValue, codedValuesOf } from './codes';
import { type DocumentModel, modelOf } from './model';
import { HL7, IHE_PHARM } from './names';
import { type Quantity, quantitiesOf } from './quantities';
import { type Reference, referencesOf, type Target, targetsOf } from './references';
import { type Result, resultsOf } from './results';
import { type Silence, silencesOf } from './silences';
import { type TemplateUse, templateUsesOf } from './templateIds';

/**
 * One version of a CDA document, its indexes computed when first asked for. All indexes cover the ClinicalDocument only, also
 * where it stands inside the `xsl:stylesheet` of a self-presenting file.
 */
export class CdaDocument {
  private readonly cache = new Map<string, unknown>();

  private constructor(
    readonly xml: XmlDocument,
    /** The ClinicalDocument element. */
    readonly root: XmlElement,
  ) {}

  /** The CDA document in a text, or undefined when there is no ClinicalDocument in it. */
  static read(text: string): CdaDocument | undefined {
    return mayBeCda(text) ? CdaDocument.of(parseXml(text)) : undefined;
  }

  static of(xml: XmlDocument): CdaDocument | undefined {
    const root = xml.elements.find(
      ({ local, namespace }) => local === 'ClinicalDocument' && (namespace === HL7 || namespace === ''),
    );
    return root && new CdaDocument(xml, root);
  }

  /** Elements of the ClinicalDocument in its own namespace or in that of IHE Pharmacy, in document order. */
  get elements(): readonly XmlElement[] {
    return this.lazy('elements', () =>
      this.xml.elements
        .slice(this.root.index, this.root.lastIndex)
        .filter(
          ({ namespace }) =>
            namespace === this.root.namespace || namespace === IHE_PHARM || namespace.startsWith(`${IHE_PHARM}:`),
        ),
    );
  }

  get model(): DocumentModel {
    return this.lazy('model', () => modelOf(this.root));
  }

  get templates(): readonly TemplateUse[] {
    return this.lazy('templates', () => templateUsesOf(this.elements));
  }

  get codedValues(): readonly CodedValue[] {
    return this.lazy('codedValues', () => codedValuesOf(this.elements));
  }

  get quantities(): readonly Quantity[] {
    return this.lazy('quantities', () => quantitiesOf(this.elements));
  }

  get results(): readonly Result[] {
    return this.lazy('results', () => resultsOf(this.templates));
  }

  get references(): readonly Reference[] {
    return this.lazy('references', () => referencesOf(this.elements));
  }

  get targets(): ReadonlyMap<string, readonly Target[]> {
    return this.lazy('targets', () => targetsOf(this.elements));
  }

  /** Of the whole file, its prolog included. */
  get silences(): readonly Silence[] {
    return this.lazy('silences', () => silencesOf(this.xml));
  }

  private lazy<T>(name: string, compute: () => T): T {
    if (!this.cache.has(name)) this.cache.set(name, compute());
    return this.cache.get(name) as T;
  }
}
