import { readFile } from 'node:fs/promises';
import type { ExportAnswer, ExportParams } from '../protocol';
import { RenderError } from '../render/errors';
import { exportedHtml, exportedPdf } from '../render/exported';
import { joined, notCda } from '../render/source';
import type { Language, Text } from '../text';
import type { Snapshot } from './documents';
import { failureText, renderingOf } from './rendering';
import type { Session } from './session';

const noCopy: Text = { en: 'This document carries no PDF.', fr: 'Ce document ne contient aucun PDF.' };

/** Answers the export commands; an export that fails is an answer too. */
export async function exporting(
  snapshot: Snapshot | undefined,
  params: ExportParams,
  session: Session,
): Promise<ExportAnswer> {
  const language = await session.languageOf(params.uri);
  try {
    const key = `export ${crypto.randomUUID()}`;
    const result = await renderingOf(snapshot, params, session, language, { key });
    if (params.format === 'copy') {
      return result.pdf ? { base64: result.pdf.base64 } : { failure: noCopy[language] };
    }
    const { cda } = snapshot ?? {};
    if (!cda) throw notCda();
    const { workerPath, cssPath } = session.options.exports;
    const css = await readFile(cssPath, 'utf8');
    const notices = [result.unfit, result.notice].filter((notice) => notice !== undefined);
    if (params.format === 'html') {
      return answer(Buffer.from(exportedHtml(cda, result, { language, css })), joined(notices), language);
    }
    const { browser } = (await session.settingsOf(params.uri)).export;
    const producer = `CDA Workbench ${session.options.version}`;
    const written = await exportedPdf(cda, result, { css, language, producer, workerPath, browser });
    return answer(written.bytes, joined([...notices, ...written.notices]), language);
  } catch (error) {
    if (!(error instanceof RenderError)) session.log('export', error);
    return { failure: failureText(error, snapshot)[language] };
  }
}

function answer(bytes: Uint8Array, notice: Text | undefined, language: Language): ExportAnswer {
  return { base64: Buffer.from(bytes).toString('base64'), ...(notice && { notice: notice[language] }) };
}
