import { codeDisplayName } from './code-display-name';
import { codeIncomplete } from './code-incomplete';
import { codePriority } from './code-priority';
import { codeSystemMismatch } from './code-system-mismatch';
import { documentModel } from './document-model';
import { interpretationContradictsRange } from './interpretation-contradicts-range';
import { linkedFileMissing } from './linked-file-missing';
import { loincMalformed } from './loinc-malformed';
import { loincNotInCircuit } from './loinc-not-in-circuit';
import { narrativeContradictsEntry } from './narrative-contradicts-entry';
import { rangeInverted } from './range-inverted';
import { referenceBroken } from './reference-broken';
import type { Rule } from './rule';
import { silence } from './silence';
import { statusContradictsValue } from './status-contradicts-value';
import { templateCompanionMissing } from './template-companion-missing';
import { templateDuplicate } from './template-duplicate';
import { templateMisplaced } from './template-misplaced';
import { templateUnknown } from './template-unknown';
import { twinContradicts } from './twin-contradicts';
import { unitMissing } from './unit-missing';
import { unitNotExpected } from './unit-not-expected';
import { unitNotUcum } from './unit-not-ucum';
import { unitRangeMismatch } from './unit-range-mismatch';
import { valueSet } from './value-set';
import { xmlEncoding } from './xml-encoding';
import { xmlSyntax } from './xml-syntax';

/** Every rule, in the order of the contract's table. */
export const rules: readonly Rule[] = [
  xmlSyntax,
  xmlEncoding,
  linkedFileMissing,
  templateUnknown,
  templateCompanionMissing,
  templateMisplaced,
  templateDuplicate,
  documentModel,
  codeIncomplete,
  codeSystemMismatch,
  loincMalformed,
  loincNotInCircuit,
  codePriority,
  codeDisplayName,
  valueSet,
  unitMissing,
  unitNotUcum,
  unitNotExpected,
  unitRangeMismatch,
  rangeInverted,
  interpretationContradictsRange,
  twinContradicts,
  narrativeContradictsEntry,
  statusContradictsValue,
  referenceBroken,
  silence,
];
