import { mayBeCda } from '../protocol';
import { parseXml } from '../xml/parse';
import type { XmlDocument, XmlElement } from '../xml/tree';
import type { CodedValue } from './codes';
import { type Collections, collect } from './collections';
import { type DocumentModel, modelOf } from './model';
import { HL7 } from './names';
import type { Quantity } from './quantities';
import type { Reference, Target } from './references';
import { type Result, resultsOf } from './results';
import { type Silence, silencesOf } from './silences';
import { byOwner, type TemplateUse } from './templateIds';

/**
 * One version of a CDA document, its indexes computed when first asked for. All indexes cover the ClinicalDocument only, also
 * where it stands inside the `xsl:stylesheet` of a self-presenting file.
 */
export class CdaDocument {
  private walked: Collections | undefined;
  private header: DocumentModel | undefined;
  private laboratory: readonly Result[] | undefined;
  private owned: ReadonlyMap<XmlElement, readonly TemplateUse[]> | undefined;
  private readonly owners = new Map<string, Set<XmlElement>>();
  private quieted: readonly Silence[] | undefined;

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
    return this.collections.elements;
  }

  get model(): DocumentModel {
    this.header ??= modelOf(this.root);
    return this.header;
  }

  get templates(): readonly TemplateUse[] {
    return this.collections.templates;
  }

  /** The templates of each element that declares some. */
  get templatesByOwner(): ReadonlyMap<XmlElement, readonly TemplateUse[]> {
    this.owned ??= byOwner(this.templates);
    return this.owned;
  }

  /** The elements that declare a template by a `templateId` of their own namespace. */
  ownersOf(template: string): ReadonlySet<XmlElement> {
    let owners = this.owners.get(template);
    if (!owners) {
      owners = new Set();
      for (const { owner, node, oid } of this.templates) {
        if (oid === template && node.namespace === owner.namespace) owners.add(owner);
      }
      this.owners.set(template, owners);
    }
    return owners;
  }

  get codedValues(): readonly CodedValue[] {
    return this.collections.codedValues;
  }

  get quantities(): readonly Quantity[] {
    return this.collections.quantities;
  }

  get results(): readonly Result[] {
    this.laboratory ??= resultsOf(this.templates);
    return this.laboratory;
  }

  get references(): readonly Reference[] {
    return this.collections.references;
  }

  get targets(): ReadonlyMap<string, readonly Target[]> {
    return this.collections.targets;
  }

  /** Elements with a `mediaType`. */
  get media(): readonly XmlElement[] {
    return this.collections.media;
  }

  /** Of the whole file, its prolog included. */
  get silences(): readonly Silence[] {
    this.quieted ??= silencesOf(this.xml);
    return this.quieted;
  }

  private get collections(): Collections {
    this.walked ??= collect(this.xml, this.root);
    return this.walked;
  }
}
