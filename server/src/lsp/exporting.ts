import { readFile } from 'node:fs/promises';
import type { ExportAnswer, ExportParams } from '../protocol';
import { RenderError } from '../render/errors';
import { exportedPdf } from '../render/exported';
import { standaloneHtml } from '../render/standalone';
import type { Text } from '../text';
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
    const { workerPath, cssPath } = session.options.exports;
    const css = await readFile(cssPath, 'utf8');
    if (params.format === 'html') {
      const page = standaloneHtml(result, language, css);
      return {
        base64: Buffer.from(page).toString('base64'),
        ...(result.notice && { notice: result.notice[language] }),
      };
    }
    const { browser } = (await session.settingsOf(params.uri)).export;
    const producer = `CDA Workbench ${session.options.version}`;
    const { bytes, notice = result.notice } = await exportedPdf(result, {
      css,
      language,
      producer,
      workerPath,
      browser,
    });
    return { base64: Buffer.from(bytes).toString('base64'), ...(notice && { notice: notice[language] }) };
  } catch (error) {
    if (!(error instanceof RenderError)) session.log('export', error);
    return { failure: failureText(error, snapshot)[language] };
  }
}
