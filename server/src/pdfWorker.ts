import { parentPort, workerData } from 'node:worker_threads';
import { type Annex, openAnnex, withAnnexes } from './render/pdf/annexes';
import { toPdfA } from './render/pdf/pdfa';
import type { PdfAnswer, PdfJob, PdfTask } from './render/pdf/pdfThread';

const { attached } = workerData as PdfJob;
const opened = Promise.all(attached.map((bytes) => openAnnex(bytes).catch(() => undefined)));

opened.then((annexes) => {
  answer({
    annexes: annexes.map((annex) => {
      const { pages, isDamaged, isArchive } = annex ?? { pages: 0, isDamaged: true, isArchive: false };
      return { pages, isDamaged, isArchive };
    }),
  });
});

parentPort?.on('message', async ({ pdf, metadata }: PdfTask) => {
  const annexes = (await opened).filter((annex): annex is Annex => annex !== undefined);
  try {
    answer({ pdf: metadata ? await toPdfA(pdf, metadata, annexes) : await withAnnexes(pdf, annexes) });
  } catch (error) {
    answer({ failure: (error as Error).message });
  }
});

function answer(said: PdfAnswer): void {
  parentPort?.postMessage(said);
}
