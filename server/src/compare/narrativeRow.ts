import type { CdaDocument } from '../cda/document';
import type { Result } from '../cda/results';
import { remember } from '../text';
import type { XmlElement, XmlNode } from '../xml/tree';
import { fold, quantitiesIn, tidy } from './printed';

/** What a column holds, from its heading. */
export type Role = 'label' | 'value' | 'unit' | 'range' | 'flag' | 'prior' | 'method' | 'date' | 'other';

export interface Cell {
  readonly element: XmlElement;
  /** On one line, at most a few hundred characters; deleted text left out. */
  readonly text: string;
  /** Headings of its column from top to bottom, joined by a blank. */
  readonly heading: string;
  readonly role: Role;
}

/** The place of the narrative that shows a result. */
export interface NarrativeRow {
  /** The `tr`, `item` or `paragraph`, or the pointed element itself where it stands in none. */
  readonly element: XmlElement;
  /** One cell where the place is no table row. */
  readonly cells: readonly Cell[];
  /** The cell that shows the result's value, undefined where none is sure. */
  readonly value: Cell | undefined;
  /** Whether there is a place for the value, a column of results or what the entry points to, and it is empty. */
  readonly blank: boolean;
  /** The edition label (libellé d'édition): what `code/originalText` points to, unless that is the value. */
  readonly label: string | undefined;
}

const longestText = 400;
const mostColumns = 60;

const roles: readonly (readonly [RegExp, Role])[] = [
  [/anteri|precedent/, 'prior'],
  [/reference|normale|intervalle|usuel|^norme|^vr$/, 'range'],
  [/^unites?$/, 'unit'],
  [/interpretation|^flag|alerte|appreciation/, 'flag'],
  [/methode|technique/, 'method'],
  [/^date/, 'date'],
  [/resultat|^valeur|^result|^value|^cmi\b/, 'value'],
  [/^(?:analyse|examen|parametre|libelle|signe|constante|test|score)/, 'label'],
];
/** `04/01/2024 13:19:33`, `Résultat du 04/12/2023`: a column of results of one day. */
const dated = /^(?:r[ée]sultats? )?(?:du )?\d{2}\/\d{2}\/\d{4}/i;

/** A day, and an hour where there is one, anywhere in a heading. */
const timed = /\b(\d{2})\/(\d{2})\/(\d{4})(?:,?\s+(?:à\s+)?(\d{2})\s?[:h]\s?(\d{2}))?/i;

/** Rows of one document; tables are laid out once, however many results point into them. */
export class NarrativeRows {
  private readonly tables = new Map<XmlElement, Map<XmlElement, readonly Cell[]>>();
  private readonly texts = new Map<XmlElement, string>();
  private readonly targets: CdaDocument['targets'];

  constructor(document: CdaDocument) {
    this.targets = document.targets;
  }

  /** The row that an observation's references point into: its label, its text, then its value. */
  rowOf(result: Result): NarrativeRow | undefined {
    const label = this.target(result.code?.element.child('originalText'));
    const text = this.target(result.observation.child('text'));
    const value = this.target(result.value?.child('originalText'));
    const first = label ?? text ?? value;
    if (!first) return undefined;
    const element = placeOf(first);
    const cells = element.local === 'tr' ? this.cellsOf(element) : [this.cell(element, '', 'other')];
    const direct = [value, text, label].find((target) => target && quantitiesIn(this.textOf(target)) !== undefined);
    const labelled = label && label !== direct ? this.textOf(label) : undefined;
    return {
      element,
      cells,
      value: this.valueCell(cells, direct ?? value, label ?? text),
      blank: this.isBlank(cells, label, value, text),
      label: labelled || undefined,
    };
  }

  /**
   * The row as it shows a prior result: its value is the one cell of an earlier column that is headed by the day, and the hour where both
   * give one, of the prior result.
   */
  priorRow(row: NarrativeRow, prior: Result): NarrativeRow | undefined {
    const time = prior.time?.value.trim() ?? '';
    if (!/^\d{8}/.test(time)) return undefined;
    const cells = row.cells.filter(({ heading, role }) => {
      const [, day = '', month = '', year = '', hour = '', minute = ''] = timed.exec(heading) ?? [];
      const headed = `${year}${month}${day}${hour}${minute}`;
      return (
        (role === 'prior' || role === 'other') && headed !== '' && (time.startsWith(headed) || headed.startsWith(time))
      );
    });
    const [cell] = cells;
    if (!cell || cells.length > 1 || cell.element === row.value?.element) return undefined;
    return { ...row, value: cell, blank: false };
  }

  /** Text of an element on one line, without what is marked as deleted. */
  textOf(element: XmlElement): string {
    let text = this.texts.get(element);
    if (text === undefined) {
      text = textOf(element);
      this.texts.set(element, text);
    }
    return text;
  }

  /** The element that `reference/@value` names. */
  target(holder: XmlElement | undefined): XmlElement | undefined {
    const pointer = holder?.child('reference')?.attribute('value')?.value.trim();
    const name = pointer?.startsWith('#') ? pointer.slice(1) : pointer;
    return name ? this.targets.get(name)?.[0]?.element : undefined;
  }

  /** The pointed value, else the column of results, else the first cell behind the label that is nothing but a quantity. */
  private valueCell(cells: readonly Cell[], pointed: XmlElement | undefined, label: XmlElement | undefined) {
    if (pointed) {
      const around = cells.find(({ element }) => holds(element, pointed)) ?? this.cell(pointed, '', 'value');
      const { element, heading, role } = around;
      return { element, heading, role, text: this.textOf(pointed) };
    }
    const from = label ? cells.findIndex(({ element }) => holds(element, label)) : -1;
    const column = cells.find(({ role, text }, index) => role === 'value' && text !== '' && index !== from);
    if (column) return column;
    const isQuantity = ({ role, text }: Cell) =>
      (role === 'other' || role === 'value' || role === 'label') && quantitiesIn(text) !== undefined;
    const behind = cells.slice(from + 1).find(isQuantity);
    if (behind || from !== 2 || cells.length !== 3) return behind;
    // Name, number, meaning: the entry points to its meaning.
    return cells.slice(1, 2).find(isQuantity);
  }

  /** A pointer of the text alone may be an empty mark in a row that tells the result in words: only a labelled row has its place for it. */
  private isBlank(
    cells: readonly Cell[],
    label: XmlElement | undefined,
    value: XmlElement | undefined,
    text: XmlElement | undefined,
  ): boolean {
    if (value) return this.isEmpty(value);
    if (!label) return false;
    if (text && text !== label && this.isEmpty(text)) return true;
    const places = cells.filter(({ element }) => !holds(element, label));
    const columns = places.filter(({ role }) => role === 'value');
    const candidates = columns.length > 0 ? columns : places.filter(({ role }) => role === 'other');
    return candidates.length > 0 && candidates.every(({ element }) => this.isEmpty(element));
  }

  /** Neither text nor picture. */
  private isEmpty(element: XmlElement): boolean {
    return this.textOf(element) === '' && !hasMedia(element);
  }

  private cellsOf(row: XmlElement): readonly Cell[] {
    let table: XmlElement | undefined = row.parent;
    if (table && table.local !== 'table') table = table.parent;
    if (table?.local !== 'table') return row.elements().map((element) => this.cell(element, '', 'other'));
    let rows = this.tables.get(table);
    if (!rows) {
      rows = this.layOut(table);
      this.tables.set(table, rows);
    }
    return rows.get(row) ?? [];
  }

  /** Cells of every row by column, those that span from above included; headings from `thead`, or a first row of `th`. */
  private layOut(table: XmlElement): Map<XmlElement, readonly Cell[]> {
    const rows = new Map<XmlElement, readonly Cell[]>();
    const headings: string[] = [];
    let columns: Role[] | undefined;
    let above: Spans = [];
    let group: XmlElement | undefined;
    for (const tr of rowsOf(table)) {
      // Spans end with their row group.
      if (tr.parent !== group) above = [];
      group = tr.parent;
      const cells = tr.elements();
      const placed = place(cells, above);
      const isHeading =
        tr.parent?.local === 'thead' || (cells.length > 1 && cells.every(({ local }) => local === 'th'));
      if (isHeading) {
        placed.forEach((element, index) => {
          const text = this.textOf(element);
          if (!headings[index]?.endsWith(text)) headings[index] = `${headings[index] ?? ''} ${text}`.trim();
        });
        columns = undefined;
      }
      columns ??= rolesOf(headings);
      const own: Cell[] = [];
      placed.forEach((element, index) => {
        if (element === placed[index - 1]) return;
        own.push(this.cell(element, headings[index] ?? '', columns?.[index] ?? 'other'));
      });
      rows.set(tr, own);
    }
    return rows;
  }

  private cell(element: XmlElement, heading: string, role: Role): Cell {
    return new ReadCell(this, element, heading, role);
  }
}

/** A cell whose text is read when it is asked for: many rows are laid out, and of those that results point into not all cells matter. */
class ReadCell implements Cell {
  constructor(
    private readonly rows: NarrativeRows,
    readonly element: XmlElement,
    readonly heading: string,
    readonly role: Role,
  ) {}

  get text(): string {
    return this.rows.textOf(this.element);
  }
}

/** Of several columns of results the first is today's, unless it is said to be a prior one; a date alone heads results too. */
function rolesOf(headings: readonly string[]): Role[] {
  const found = Array.from(headings, (heading = '') => remember(known, heading, roleOf));
  const isDated = (index: number) => dated.test(headings[index] ?? '');
  const first = found.indexOf('value');
  const today = first >= 0 ? first : found.findIndex((role, index) => role === 'other' && isDated(index));
  return found.map((role, index) => {
    if (index === today) return 'value';
    return isDated(index) && (role === 'value' || (role === 'other' && today >= 0)) ? 'prior' : role;
  });
}

const known = new Map<string, Role>();

function roleOf(heading: string): Role {
  const said = fold(heading);
  return roles.find(([pattern]) => pattern.test(said))?.[1] ?? 'other';
}

function rowsOf(table: XmlElement): XmlElement[] {
  const rows: XmlElement[] = [];
  for (const child of table.elements()) {
    if (child.local === 'tr') rows.push(child);
    else if (child.local === 'thead' || child.local === 'tbody' || child.local === 'tfoot') {
      for (const row of child.elements('tr')) rows.push(row);
    }
  }
  return rows;
}

/** By column, what spans into a row from above, and how many rows it still has from there. */
type Spans = ({ readonly element: XmlElement; readonly rows: number } | undefined)[];

/** The elements of a row by column, those that span from above included. `above` becomes what spans into the next row. */
function place(cells: readonly XmlElement[], above: Spans): XmlElement[] {
  const placed: XmlElement[] = [];
  const put = (element: XmlElement, rows: number) => {
    above[placed.length] = rows > 1 ? { element, rows: rows - 1 } : undefined;
    placed.push(element);
  };
  const putSpanned = () => {
    for (let over = above[placed.length]; over && placed.length < mostColumns; over = above[placed.length]) {
      put(over.element, over.rows);
    }
  };
  for (const element of cells) {
    putSpanned();
    if (placed.length >= mostColumns) break;
    const rows = spanOf(element, 'rowspan');
    for (let across = spanOf(element, 'colspan'); across > 0 && placed.length < mostColumns; across--) {
      put(element, rows);
    }
  }
  putSpanned();
  above.length = placed.length;
  return placed;
}

function spanOf(cell: XmlElement, name: string): number {
  const span = Number(cell.attribute(name)?.value);
  return Number.isInteger(span) && span > 1 ? Math.min(span, 1000) : 1;
}

const deepest = 30;

/** The table row around a target, else the list item or paragraph, else the target. */
function placeOf(target: XmlElement): XmlElement {
  let block: XmlElement | undefined;
  let place: XmlElement | undefined = target;
  for (let level = 0; place && place.local !== 'text' && level < deepest; level++, place = place.parent) {
    if (place.local === 'tr') return place;
    if (place.local === 'item' || place.local === 'paragraph') block ??= place;
  }
  return block ?? target;
}

function holds(outer: XmlElement, inner: XmlElement): boolean {
  return inner.index >= outer.index && inner.index < outer.lastIndex;
}

function hasMedia(element: XmlElement): boolean {
  if (element.local === 'renderMultiMedia' || element.local === 'observationMedia') return true;
  for (const child of element.elements()) if (hasMedia(child)) return true;
  return false;
}

/** Breaks and the ends of blocks separate words. */
function textOf(element: XmlElement): string {
  let text = '';
  const open: XmlNode[] = [element];
  for (let node = open.pop(); node && text.length < longestText; node = open.pop()) {
    if (node.kind === 'text') text += node.end - node.start > 100 * longestText ? '' : node.value;
    else if (node.kind === 'element') {
      if (node.attribute('revised')?.value === 'delete' || node.local === 'footnote') continue;
      if (node.local !== 'content' && node.local !== 'sub' && node.local !== 'sup') text += ' ';
      for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
    }
  }
  return tidy(text.slice(0, longestText));
}
