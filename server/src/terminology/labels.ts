const PARTS = /[[\]:;]/;

/**
 * A label reduced to what must agree: letter case, blanks, apostrophes and the two official punctuations of the French
 * LOINC labels do not count (`Glucose [Masse/Volume] Sérum/Plasma ; Numérique` and the older
 * `Glucose:Masse/Volume:Ponctuel:Sérum/Plasma:Numérique` fold alike); accents do (reference C.7, policy on displayName).
 */
export function foldLabel(label: string): string {
  return label
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .replace(/[\u2010-\u2015]/g, '-')
    .split(PARTS)
    .map((part) => part.replace(/[\s\u00a0]+/g, ' ').trim())
    .filter((part) => part !== '' && part !== 'ponctuel')
    .join('|');
}
