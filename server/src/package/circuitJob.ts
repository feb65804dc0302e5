import { compile } from '../terminology/load/compiled';
import { CircuitError, type CircuitErrorKind } from '../terminology/load/errors';
import { readLoincList } from '../terminology/load/loincList';
import { readCircuit } from '../terminology/load/readCircuit';
import type { Text } from '../text';

/** What the worker is asked: `bytes` is transferred. */
export interface CircuitJob {
  readonly kind: 'circuit' | 'loinc';
  readonly bytes: Uint8Array;
  /** File name. */
  readonly source: string;
}

export type CircuitAnswer =
  | { readonly progress: number }
  | { readonly compiled: ArrayBuffer }
  | { readonly error: { readonly kind: CircuitErrorKind; readonly text: Text } };

/** Does one job wherever it runs; the last answer is the result, and nothing is thrown. */
export async function runCircuitJob(job: CircuitJob, answer: (answer: CircuitAnswer) => void): Promise<void> {
  try {
    if (job.kind === 'loinc') {
      answer({ compiled: compile(await readLoincList(job.bytes, job.source)) });
      return;
    }
    let reported = 0;
    const onProgress = (progress: number) => {
      if (progress - reported < 0.02) return;
      reported = progress;
      answer({ progress });
    };
    answer({ compiled: compile(await readCircuit(job.bytes, job.source, { onProgress })) });
  } catch (error) {
    const { kind, text } = error instanceof CircuitError ? error : failed(error);
    answer({ error: { kind, text } });
  }
}

export function failed(error: unknown): CircuitError {
  const { message } = error as Error;
  return new CircuitError('failed', {
    en: `The file could not be read: internal error (${message}).`,
    fr: `Le fichier n’a pas pu être lu : erreur interne (${message}).`,
  });
}
