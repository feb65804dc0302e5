import { basename } from 'node:path';
import type { Text } from '../../text';
import { RenderError } from '../errors';
import { pathOf } from './files';

/** From what libxslt said of a compilation or a transformation that failed. */
export function faultIn(messages: string): RenderError {
  if (/potential infinite template recursion|Maximum call stack|xsltMaxDepth/.test(messages)) {
    return new RenderError('too-deep', {
      en: 'The stylesheet calls itself again and again (or the document is nested too deeply): it was stopped.',
      fr: 'La feuille de style s’appelle elle-même sans fin (ou le document comporte trop de niveaux) : elle a été interrompue.',
    });
  }
  const lines = messages.split('\n').map((line) => line.trim());
  const isError = lines.some((line) => /\berror\b/i.test(line));
  const unknown = lines.some((line) => /Unregistered (?:function|variable)|function .* not found/i.test(line));
  const said = lines
    .filter((line) => line !== '' && !/^[\s^~]*$/.test(line))
    .slice(0, 3)
    .map(withoutAddress)
    .join(' ')
    .slice(0, 500);
  if (!isError) return new RenderError('stylesheet', stopped(said));
  return new RenderError(unknown ? 'other-engine' : 'stylesheet', {
    en: `The stylesheet failed: ${said}`,
    fr: `La feuille de style a échoué : ${said}`,
  });
}

/** `xsl:message terminate="yes"`. */
export function stopped(message: string): Text {
  return {
    en: `The stylesheet stopped the transformation${message ? `: ${message}` : '.'}`,
    fr: `La feuille de style a arrêté la transformation${message ? ` : ${message}` : '.'}`,
  };
}

export function outOfMemory(): RenderError {
  return new RenderError('too-large', {
    en: 'The stylesheet needed too much memory and was stopped.',
    fr: 'La feuille de style a demandé trop de mémoire et a été interrompue.',
  });
}

export function notReadable(path: string): RenderError {
  return new RenderError('stylesheet', {
    en: `The stylesheet cannot be read: ${path}`,
    fr: `La feuille de style est illisible : ${path}`,
  });
}

/** Addresses of our making become names of files. */
function withoutAddress(line: string): string {
  return line.replace(/cda:\/\/files[^\s:]*/g, (address) => basename(pathOf(address) ?? address));
}
