import type { CdaDocument } from '../cda/document';
import { clinicalStatements } from '../cda/names';
import { cut, type Language } from '../text';
import type { Span, XmlElement } from '../xml/tree';
import { codeLabel, entryLabel, modelName, personName, resultDetail } from './labels';
import { shortText } from './narrative';

/** One line of the outline; `span` holds `selection` and the spans of all children. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'document' | 'header' | 'participant' | 'section' | 'entry' | 'result';
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly OutlineSymbol[];
}

/** A document with more lines than this is cut: an outline of thousands of lines serves nobody. */
const MOST_SYMBOLS = 5000;
const DEEPEST = 40;

/** Header, sections, entries and results, as nested as the document has them. */
export function symbols(document: CdaDocument, language: Language): OutlineSymbol[] {
  return [new Outline(document, language).document()];
}

const participants = {
  recordTarget: { en: 'Patient', fr: 'Patient' },
  author: { en: 'Author', fr: 'Auteur' },
  custodian: { en: 'Custodian', fr: 'Conservateur' },
  legalAuthenticator: { en: 'Legal authenticator', fr: 'Responsable légal' },
  authenticator: { en: 'Authenticator', fr: 'Valideur' },
  informationRecipient: { en: 'Recipient', fr: 'Destinataire' },
  participant: { en: 'Participant', fr: 'Participant' },
  documentationOf: { en: 'Documented act', fr: 'Acte documenté' },
  componentOf: { en: 'Encounter', fr: 'Prise en charge' },
} as const;

/** Elements that only join a section or entry to what it holds. */
const joints: ReadonlySet<string> = new Set(['component', 'entry', 'entryRelationship', 'structuredBody']);

class Outline {
  private left = MOST_SYMBOLS;

  constructor(
    private readonly cda: CdaDocument,
    private readonly language: Language,
  ) {}

  document(): OutlineSymbol {
    const { root, model } = this.cda;
    const title = root.child('title');
    const declared = [modelName(model), model.declared?.extension?.value].filter(Boolean).join(' ');
    const detail = [declared, `N${model.level}`].filter(Boolean).join(' – ');
    const children = [...this.header(), ...this.held(root, 0)];
    return symbol('document', root, { name: (title && shortText(title)) || root.name, detail, children });
  }

  private header(): OutlineSymbol[] {
    const { root } = this.cda;
    const heads = root.elements().filter(({ local }) => local !== 'component');
    const [first, last] = [heads[0], heads.at(-1)];
    const body = root.child('component');
    if (!first || !last || (body && last.start > body.start)) return [];
    const people = heads.flatMap((element): OutlineSymbol[] => {
      const role = Object.hasOwn(participants, element.local)
        ? participants[element.local as keyof typeof participants][this.language]
        : undefined;
      return role === undefined ? [] : [symbol('participant', element, { name: role, detail: this.whom(element) })];
    });
    const name = { en: 'Header', fr: 'En-tête' }[this.language];
    const span = { start: first.start, end: last.end };
    return [{ name, detail: '', kind: 'header', span, selection: first.nameSpan, children: people.slice(0, 100) }];
  }

  /** The act documented, the kind of encounter, else the person or organisation. */
  private whom(element: XmlElement): string {
    const act = element.child('serviceEvent') ?? element.child('encompassingEncounter');
    return (act && codeLabel(this.cda, act.child('code'))) || personName(element);
  }

  /** The symbols below an element, through the elements that only join. */
  private held(element: XmlElement, depth: number): OutlineSymbol[] {
    if (depth > DEEPEST) return [];
    const found: OutlineSymbol[] = [];
    for (const child of element.elements()) {
      if (this.left <= 0) break;
      if (joints.has(child.local)) found.push(...this.held(child, depth + 1));
      else if (child.local === 'section') found.push(this.section(child, depth));
      else if (child.local === 'nonXMLBody') found.push(this.embedded(child));
      else if (clinicalStatements.has(child.local)) found.push(this.entry(child, depth));
    }
    return found;
  }

  private section(element: XmlElement, depth: number): OutlineSymbol {
    this.left--;
    const title = element.child('title');
    const label = codeLabel(this.cda, element.child('code'));
    const name = (title && shortText(title)) || label || element.local;
    return symbol('section', element, {
      name,
      detail: label === name ? '' : label,
      children: this.held(element, depth + 1),
    });
  }

  private embedded(element: XmlElement): OutlineSymbol {
    this.left--;
    const name = { en: 'Embedded body', fr: 'Corps non structuré' }[this.language];
    return symbol('section', element, { name, detail: element.child('text')?.attribute('mediaType')?.value ?? '' });
  }

  private entry(element: XmlElement, depth: number): OutlineSymbol {
    this.left--;
    const children = this.held(element, depth + 1);
    const name = entryLabel(this.cda, element, this.language);
    const isResult = element.local === 'observation' && element.child('value') !== undefined;
    return symbol(isResult ? 'result' : 'entry', element, {
      name,
      detail: isResult ? resultDetail(this.cda, element) : element.local,
      children,
    });
  }
}

function symbol(
  kind: OutlineSymbol['kind'],
  element: XmlElement,
  { name, detail, children = [] }: { name: string; detail: string; children?: readonly OutlineSymbol[] },
): OutlineSymbol {
  const span = { start: element.start, end: element.end };
  return { name, detail: cut(detail, 200), kind, span, selection: element.nameSpan, children };
}
