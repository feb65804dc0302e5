import type { Chapter, CircuitRow, Labelled } from '../circuit';
import { foldHeading } from './headings';
import { findLayout } from './layout';
import { sheetRecords } from './records';
import type { SheetSource } from './sheet';

/** Chapters and sub-chapters by code. */
export type Chapters = Map<string, Chapter>;

const CHAPTER_SHEET = /\bchapitres? loinc\b/;

/** Sheet `2.Chapitres LOINC`; empty without it. A row may leave its chapter out where the row above has it. */
export async function readChapters(sheets: readonly SheetSource[]): Promise<Chapters> {
  const chapters: Chapters = new Map();
  const source = sheets.find(({ name }) => CHAPTER_SHEET.test(foldHeading(name)));
  const sheet = await source?.read();
  const layout = sheet && findLayout(sheet);
  if (!sheet || !layout) return chapters;
  let current: string | undefined;
  for (const { values } of sheetRecords(sheet, layout, () => '')) {
    const code = values.chapterCode ?? values.loinc ?? values.code;
    const label = values.chapterLabel ?? values.label ?? values.plainLabel;
    if (code !== undefined) {
      current = code;
      addChapter(chapters, { code, ...(label !== undefined && { label }) });
    }
    if (values.subchapterCode !== undefined)
      addChapter(chapters, child(values.subchapterCode, values.subchapterLabel, current));
  }
  return chapters;
}

function child(code: string, label: string | undefined, parent: string | undefined): Chapter {
  return { code, ...(label !== undefined && { label }), ...(parent !== undefined && { parent }) };
}

function addChapter(chapters: Chapters, chapter: Chapter): void {
  chapters.set(chapter.code, { ...chapter, ...chapters.get(chapter.code) });
}

/** Adds the chapters a row names, and gives the row the labels that only the chapter sheet has. */
export function withChapters(row: CircuitRow, chapters: Chapters): CircuitRow {
  const { chapter, subchapter } = row;
  if (!chapter && !subchapter) return row;
  const known = chapter && complete(chapter, chapters, undefined);
  const below = subchapter && complete(subchapter, chapters, known?.code);
  if (known === chapter && below === subchapter) return row;
  return { ...row, ...(known && { chapter: known }), ...(below && { subchapter: below }) };
}

function complete(named: Labelled, chapters: Chapters, parent: string | undefined): Labelled {
  const { code, label } = named;
  if (code === undefined) return named;
  const known = chapters.get(code);
  if (!known) chapters.set(code, child(code, label, parent));
  return label === undefined && known?.label !== undefined ? { code, label: known.label } : named;
}
