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

/** A number that labels share which fold alike: tells which few of many labels are worth folding. */
export function labelHash(label: string): number {
  const text = label.normalize('NFC').toLowerCase().replaceAll('ponctuel', '');
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (isMark(char)) continue;
    hash = Math.imul(hash ^ char, 0x01000193);
  }
  return hash >>> 0;
}

/** Blanks and punctuation of every kind, and what else folding may change: none of them counts. */
function isMark(char: number): boolean {
  if (char < 0xc0) return !((char >= 48 && char <= 57) || (char >= 97 && char <= 122) || char === 0xb5);
  return char >= 0x2000 ? char <= 0x206f || char === 0x3000 || char === 0xfeff : char === 0x02bc || char === 0x1680;
}
