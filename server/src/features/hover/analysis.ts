import type { CdaDocument } from '../../cda/document';
import type { XmlElement } from '../../xml/tree';

/** Whether an observation is a laboratory result, or stands inside one (a prior result declares no template). */
export function isAnalysis(document: CdaDocument, observation: XmlElement): boolean {
  const results = new Set(document.results.map((result) => result.observation));
  for (let around: XmlElement | undefined = observation; around; around = around.parent) {
    if (results.has(around)) return true;
  }
  return false;
}
