import { templateName } from '../cda/templates';
import type { StatusParams } from '../protocol';
import type { Circuit } from '../terminology/circuit';
import type { Language } from '../text';
import type { Snapshot } from './documents';

/** What the status item shows: document model and level, the Circuit in use, the time our rules took. */
export function documentStatus(
  { uri, cda }: Snapshot,
  circuit: Circuit,
  milliseconds: number,
  language: Language,
): StatusParams {
  const base = { uri, circuit: circuit.info, milliseconds };
  if (!cda) return base;
  const { declared, level } = cda.model;
  const name = declared && templateName(declared.root.value.trim(), language);
  const version = declared?.extension?.value.trim() ?? '';
  return { ...base, level, model: [name ?? 'CDA', version].join(' ').trim() };
}
