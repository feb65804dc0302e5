import type { Library } from '../library';
import { dates } from './dates';
import { nodes } from './nodes';
import { numbers } from './numbers';
import { sequences } from './sequences';
import { strings } from './strings';

/** The functions of XPath 2.0 and F&O, and those of XSLT that Schematron uses, without the few that `calls.ts` compiles itself. */
export const functions: Library = { ...strings, ...numbers, ...dates, ...sequences, ...nodes };
