import type { Rule } from './rule';
import { templateDuplicate } from './template-duplicate';
import { unitMissing } from './unit-missing';

/** Every rule, in the order of the contract's table. */
export const rules: readonly Rule[] = [templateDuplicate, unitMissing];
