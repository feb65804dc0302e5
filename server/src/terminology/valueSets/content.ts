/** One code of a value set. */
export interface Concept {
  readonly code: string;
  /** OID of its code system; the URI that FHIR gives where no OID is known for it. */
  readonly system: string;
  readonly display: string;
}

/** What names a value set. */
export interface Identity {
  /** Without `urn:oid:`; a FHIR resource may have several. */
  readonly oids: readonly string[];
  readonly name: string;
  /** Canonical URL (FHIR) or address of the file (NOS). */
  readonly url?: string;
  /** A code system (TRE) is the set of all its codes. */
  readonly kind: 'value-set' | 'code-system';
}

export interface Content extends Identity {
  readonly concepts: readonly Concept[];
  /** False where the file defines codes that it does not list (a filter, a whole code system, a page of an expansion). */
  readonly complete: boolean;
}

/** What a value set is called, without its concepts. */
export function identityOf({ oids, name, url, kind }: Content): Identity {
  return { oids, name, kind, ...(url && { url }) };
}

/**
 * A concept as compared: blanks around the code are a fault of the published files (TAB in two, NBSP in five of the 523, reference
 * H.1). No code of a CDA has blanks inside (XSD type `cs`) or is empty: such place-holders ("code à fournir") are dropped.
 */
export function concept(code = '', system = '', display = ''): Concept | undefined {
  const trimmed = code.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return undefined;
  return { code: trimmed, system: system.trim(), display: display.replace(/[\s\p{Cc}]+/gu, ' ').trim() };
}

export function withoutUrn(oid: string): string {
  return oid.trim().replace(/^urn:oid:/i, '');
}
