import type { XmlElement } from '../xml/tree';
import type { CdaDocument } from './document';
import { templates } from './names';

/** A coded element and the value set (JDV) its code must come from; section H.3 of the reference. */
export interface Binding {
  /** Local names from the outside in, the coded element last; from the root where it starts with `ClinicalDocument`. */
  readonly path: string;
  /** OID of the value set, and the name of its file. */
  readonly oid: string;
  readonly name: string;
  /** Whether the Schematron admits a nullFlavor instead of a code. */
  readonly nullFlavor: boolean;
  /** How grave a code from elsewhere is: `error` where an ANS Schematron checks it. */
  readonly severity: 'error' | 'warning' | 'info';
  /** templateId the ClinicalDocument must declare for the binding to hold. */
  readonly document?: string;
  /** templateId, or code, of the first element of `path`. */
  readonly template?: string;
  readonly code?: string;
  /** The Schematron of the ANS package that says so; who else, where none does. */
  readonly source: string;
}

const structMin = {
  document: templates.minimalStructure,
  severity: 'error',
  source: 'profils/structurationMinimale (1.2.250.1.213.1.1.1.1-2017-12-13T103531.sch)',
} as const;
const specialty = {
  oid: '1.2.250.1.213.1.1.5.461',
  name: 'JDV_J01_XdsAuthorSpecialty_CISIS',
  nullFlavor: true,
} as const;
const setting = { oid: '1.2.250.1.213.1.1.5.467', name: 'JDV_J04_XdsPracticeSettingCode_CISIS' } as const;
const role = { oid: '1.2.250.1.213.1.1.5.124', name: 'JDV_J47_FunctionCode_CISIS', nullFlavor: true } as const;
const interpretation = {
  oid: '2.16.840.1.113883.1.11.78',
  name: 'JDV_HL7_ObservationInterpretation_CISIS',
  nullFlavor: false,
  document: templates.laboratoryReport,
} as const;
const cytology = {
  document: templates.laboratoryReport,
  nullFlavor: false,
  severity: 'warning',
} as const;

/** In the order of the reference's table. The first one that fits an element holds. */
export const bindings: readonly Binding[] = [
  {
    ...structMin,
    path: 'ClinicalDocument/code',
    oid: '1.2.250.1.213.1.1.5.471',
    name: 'JDV_J07_XdsTypeCode_CISIS',
    nullFlavor: false,
  },
  {
    ...structMin,
    path: 'ClinicalDocument/confidentialityCode',
    oid: '2.16.840.1.113883.1.11.10228',
    name: 'JDV_HL7_Confidentiality_CISIS',
    nullFlavor: false,
  },
  {
    path: 'administrativeGenderCode',
    oid: '1.2.250.1.213.1.1.5.590',
    name: 'JDV_J143_AdministrativeGender_CISIS',
    nullFlavor: true,
    severity: 'error',
    document: templates.minimalStructure,
    source: 'include/jeuxDeValeurs/JDV_administrativeGenderCode.sch',
  },
  {
    ...specialty,
    path: 'author/assignedAuthor/code',
    severity: 'error',
    document: templates.minimalStructure,
    source: 'include/jeuxDeValeurs/JDV_assignedAuthorCode.sch',
  },
  { ...structMin, ...specialty, path: 'ClinicalDocument/legalAuthenticator/assignedEntity/code' },
  { ...structMin, ...specialty, path: 'ClinicalDocument/participant/associatedEntity/code' },
  { ...structMin, ...specialty, path: 'ClinicalDocument/documentationOf/serviceEvent/performer/assignedEntity/code' },
  {
    ...structMin,
    ...setting,
    path: 'documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode',
    nullFlavor: false,
  },
  { ...structMin, ...setting, path: 'representedOrganization/standardIndustryClassCode', nullFlavor: true },
  {
    ...structMin,
    path: 'ClinicalDocument/componentOf/encompassingEncounter/location/healthCareFacility/code',
    oid: '1.2.250.1.213.1.1.5.466',
    name: 'JDV_J02_XdsHealthcareFacilityTypeCode_CISIS',
    nullFlavor: false,
  },
  {
    ...structMin,
    path: 'ClinicalDocument/componentOf/encompassingEncounter/code',
    oid: '1.2.250.1.213.1.1.5.589',
    name: 'JDV_J142_TypeRencontre_CISIS',
    nullFlavor: true,
  },
  { ...structMin, ...role, path: 'ClinicalDocument/author/functionCode' },
  { ...structMin, ...role, path: 'ClinicalDocument/participant/functionCode' },
  {
    ...interpretation,
    path: 'observation/interpretationCode',
    severity: 'error',
    source: 'include/jeuxDeValeurs/BIO-CR-BIO_2024.01/JDV_HL7_ObservationInterpretation-CISIS.sch',
  },
  {
    ...interpretation,
    path: 'observationRange/interpretationCode',
    severity: 'warning',
    source: 'Functional reference, section C.1: the Schematron does not look below observationRange',
  },
  {
    // Not checked by the ANS, and its own examples have codes from elsewhere (reference C.7 #5).
    path: 'observation/methodCode',
    oid: '1.2.250.1.213.1.1.5.789',
    name: 'JDV_TechniqueBiologie_CISIS',
    nullFlavor: true,
    severity: 'info',
    template: templates.laboratoryObservationFr,
    source: 'Functional reference, section C.6',
  },
  {
    path: 'procedure/participant/participantRole/playingEntity/code',
    oid: '2.16.840.1.113883.21.327',
    name: 'JDV_HL7_SpecimenType_CISIS',
    nullFlavor: true,
    severity: 'error',
    template: '1.2.250.1.213.1.1.3.77',
    source: 'include/jeuxDeValeurs/JDV_specimenType.sch (whose path to the value set is wrong, reference B.2)',
  },
  {
    ...cytology,
    path: 'procedure/targetSiteCode',
    oid: '1.2.250.1.213.1.1.5.717',
    name: 'JDV_LocalisationPrelevementCCU_CISIS',
    code: '0027',
    source: 'include/jeuxDeValeurs/BIO-CR-BIO_2024.01/JDV_LocalisationPrelevement_CISIS.sch, not active',
  },
  {
    ...cytology,
    path: 'observation/value',
    oid: '1.2.250.1.213.1.1.5.726',
    name: 'JDV_ConclusionSimplifieeCCU_CISIS',
    code: 'MED-1187',
    source: 'include/jeuxDeValeurs/BIO-CR-BIO_2024.01/JDV_ConclusionSimplifiee_CISIS.sch, not active',
  },
  {
    ...cytology,
    path: 'observation/value',
    oid: '1.2.250.1.213.1.1.5.722',
    name: 'JDV_ContexteExamenCCU_CISIS',
    code: '42349-1',
    source: 'include/jeuxDeValeurs/BIO-CR-BIO_2024.01/JDV_ContextExamen_CISIS.sch, not active',
  },
];

const chapter = {
  // Of the value set that the sheet has replaced.
  oid: '1.2.250.1.213.1.1.5.90',
  name: 'Circuit de la biologie, 2.Chapitres LOINC',
  nullFlavor: true,
  severity: 'info',
  source: 'Functional reference, section H.3',
} as const;

/** Bound to a sheet of the Circuit and to no file of a value set: chapter, sub-chapter, and the act of results below them. */
const circuitBindings: readonly Binding[] = [
  { ...chapter, path: 'section/code', template: '1.2.250.1.213.1.1.2.70' },
  { ...chapter, path: 'section/code', template: '1.2.250.1.213.1.1.2.71' },
  { ...chapter, path: 'entry/act/code', template: '1.2.250.1.213.1.1.3.21' },
];

interface Named {
  readonly binding: Binding;
  /** The names of the elements around the coded one, the nearest first. */
  readonly outer: readonly string[];
}

/** By the name of the coded element. */
const byLocal = new Map<string, Named[]>();
for (const binding of [...bindings, ...circuitBindings]) {
  const [local = '', ...outer] = binding.path.split('/').reverse();
  byLocal.set(local, [...(byLocal.get(local) ?? []), { binding, outer }]);
}

/** The binding of a coded element of `document`, if it has one. */
export function bindingOf(element: XmlElement, document: CdaDocument): Binding | undefined {
  const named = byLocal.get(element.local);
  return named && fitting(named, element, document);
}

function fitting(named: readonly Named[], element: XmlElement, document: CdaDocument): Binding | undefined {
  for (const { binding, outer } of named) {
    const first = climb(element, outer);
    if (first && holds(binding, first, document)) return binding;
  }
  return undefined;
}

/** Whether the conditions of a binding are met; `first`: the first element of its path. */
function holds({ document, template, code }: Binding, first: XmlElement, cda: CdaDocument): boolean {
  return (
    (document === undefined || cda.ownersOf(document).has(cda.root)) &&
    (template === undefined || cda.ownersOf(template).has(first)) &&
    (code === undefined || first.child('code')?.attribute('code')?.value.trim() === code)
  );
}

/** The outermost of the elements around `element`, if they bear these names. */
function climb(element: XmlElement, outer: readonly string[]): XmlElement | undefined {
  let current: XmlElement | undefined = element;
  for (const name of outer) {
    current = current?.parent;
    if (current?.local !== name) return undefined;
  }
  return current;
}
