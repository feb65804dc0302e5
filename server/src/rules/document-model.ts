import type { CdaDocument } from '../cda/document';
import { HL7, templates as known } from '../cda/names';
import type { TemplateUse } from '../cda/templateIds';
import { describe, type TemplateInfo } from '../cda/templates';
import type { Text } from '../text';
import type { XmlAttribute } from '../xml/tree';
import { crBio } from './examples';
import { addAttribute, escapeAttribute, insertAfter, insertBefore, removal, replacement, setValue } from './fixes';
import { versionProblem, versionsOf } from './modelVersion';
import type { Edit, Fix, Problem, Rule } from './rule';
import { isForeign, strayTemplates } from './strayTemplates';
import { declaring, label, modelsMeant, modelsOf, unknownModel } from './unknownModel';

const model = '<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/>';
const unstructured = '<templateId root="1.3.6.1.4.1.19376.1.2.20"/>';
const laboratoryReport = '\n  <templateId root="1.3.6.1.4.1.19376.1.3.3"/>';
const n3 = crBio('');
const prescription = n3
  .replace('1.2.250.1.213.1.1.1.55" extension="2024.01"', '1.2.250.1.213.1.1.1.51" extension="2022.01"')
  .replace('<code code="11502-2"', '<code code="PRESC-BIO"')
  .replace('2.16.840.1.113883.6.1" codeSystemName="LOINC"', '1.2.250.1.213.1.1.4.12"');
const n1 = n3
  .replace(laboratoryReport, '')
  .replace(model, unstructured)
  .replace('<structuredBody></structuredBody>', '<nonXMLBody><text/></nonXMLBody>');

/** The header that says what the document is: a reader or validator that cannot tell applies the wrong rules, or none. */
export const documentModel: Rule = {
  id: 'document-model',
  severity: 'error',
  summary: {
    en: 'No document model, an unknown version, a model and a code that disagree, or N1 and N3 mixed',
    fr: 'Modèle de document absent, version inconnue, modèle et code en désaccord, ou mélange de N1 et N3',
  },
  source:
    'Functional reference, sections A.3 and I.1 (4, 21); schematrons/profils/structurationMinimale (ClinicalDocument) and the names and headers of the volets’ schematrons',
  // Under the OID that IPS-FR took over, the version and the code tell the prescription of laboratory tests.
  good: [{ xml: n3 }, { xml: n1 }, { xml: prescription }],
  bad: [
    { xml: n3.replace(`\n  ${model}`, ''), at: 'ClinicalDocument', fixed: n3 },
    { xml: n3.replace(' extension="2024.01"', ''), at: '1.2.250.1.213.1.1.1.55', fixed: n3 },
    { xml: n3.replace('1.213.1.1.1.55', '1.213.1.1.1.56'), at: '1.2.250.1.213.1.1.1.56', fixed: n3 },
    { xml: n3.replace('2024.01', '2024.1'), at: '2024.1', fixed: n3 },
    { xml: n3.replace('2024.01', '2029.01'), at: '2029.01' },
    { xml: prescription.replace('PRESC-BIO', '60591-5'), at: '2022.01' },
    { xml: n3.replace('11502-2', '34133-9'), at: '34133-9', fixed: n3 },
    { xml: n3.replace('\n  <templateId root="2.16.840.1.113883.2.8.2.1"/>', ''), at: 'ClinicalDocument', fixed: n3 },
    { xml: n3.replace(' xmlns="urn:hl7-org:v3"', ''), at: 'ClinicalDocument' },
    { xml: n1.replace(unstructured, model), at: 'nonXMLBody', fixed: n1 },
    { xml: n1.replace(unstructured, `${unstructured}${model}`), at: '1.2.250.1.213.1.1.1.55', fixed: n1 },
    { xml: n3.replace(model, `${model}${unstructured}`), at: '1.3.6.1.4.1.19376.1.2.20', fixed: n3 },
    {
      xml: n3.replace(model, `${model}<templateId root="1.2.250.1.213.1.1.1.59" extension="2024.01"/>`),
      at: '1.2.250.1.213.1.1.1.59',
      fixed: n3,
    },
  ],
  *check(document) {
    const { root, model } = document;
    // An undeclared prefix is a fault of syntax.
    if (root.namespace !== HL7 && root.prefix === '') yield withoutNamespace(document);
    if (isForeign(document)) {
      yield { at: root.nameSpan, severity: 'info', message: foreignMessage };
      return;
    }
    yield* headerTemplates(document);
    if (model.body === 'embedded') yield* levelOne(document);
    else if (model.body === 'structured') yield* levelThree(document);
  },
};

function withoutNamespace({ root }: CdaDocument): Problem {
  return {
    at: root.nameSpan,
    message: {
      en: `ClinicalDocument is not in the namespace ${HL7}: no validator will recognize it as a CDA document. Declare xmlns="${HL7}".`,
      fr: `ClinicalDocument n’est pas dans l’espace de noms ${HL7} : aucun validateur n’y reconnaîtra un document CDA. Déclarer xmlns="${HL7}".`,
    },
    ...(!root.attribute('xmlns') && {
      fixes: [
        {
          title: { en: `Declare xmlns="${HL7}"`, fr: `Déclarer xmlns="${HL7}"` },
          edits: [addAttribute(root, 'xmlns', HL7)],
        },
      ],
    }),
  };
}

/** The two templates of every CI-SIS header. */
function* headerTemplates({ root, model }: CdaDocument): Generator<Problem> {
  const declared = model.templates.map(({ oid }) => oid);
  const missing = [known.hl7France, known.minimalStructure].filter((oid) => !declared.includes(oid));
  if (missing.length === 0) return;
  const [first] = model.templates;
  const france = model.templates.find((use) => use.oid === known.hl7France);
  const list = missing.map((oid) => `${oid} (${describe(oid).fr})`);
  const insertions = missing.map((oid) =>
    france
      ? insertAfter(france.node, templateId(france, oid))
      : first && insertBefore(first.node, templateId(first, oid)),
  );
  const [edit] = insertions;
  yield {
    at: root.nameSpan,
    message: {
      en: `Every CI-SIS document declares ${list.join(' and ')}: add ${missing.length === 1 ? 'this templateId' : 'these templateIds'} to the header.`,
      fr: `Tout document du CI-SIS déclare ${list.join(' et ')} : ajouter ${missing.length === 1 ? 'ce templateId' : 'ces templateId'} à l’en-tête.`,
    },
    ...(edit && {
      fixes: [
        {
          title: { en: `Add templateId ${missing.join(', ')}`, fr: `Ajouter le templateId ${missing.join(', ')}` },
          edits: [{ span: edit.span, newText: insertions.map((insertion) => insertion?.newText).join('') }],
        },
      ],
    }),
  };
}

/** StrucMin: an embedded body goes with the template of unstructured documents, the two of the header and no other. */
function* levelOne(document: CdaDocument): Generator<Problem> {
  const { root, xml, model } = document;
  const body = root.path('component', 'nonXMLBody');
  if (!model.unstructured) {
    const { declared } = model;
    const last = model.templates.at(-1);
    const edits = declared
      ? [setValue(declared.root, known.unstructured), ...without(declared.extension, xml.text)]
      : last && [insertAfter(last.node, templateId(last, known.unstructured))];
    if (!body) return;
    yield {
      at: body.nameSpan,
      message: {
        en: `An embedded body makes a level 1 (N1) document: its templateId is ${known.unstructured}, in place of the volet’s.`,
        fr: `Un corps non structuré fait un document N1 : son templateId est ${known.unstructured}, à la place de celui du volet.`,
      },
      ...(edits && {
        fixes: [
          {
            title: { en: `Declare ${known.unstructured} (N1)`, fr: `Déclarer ${known.unstructured} (N1)` },
            edits,
          },
        ],
      }),
    };
    return;
  }
  for (const use of strayTemplates(document)) {
    const { oid } = use;
    yield {
      at: use.root.valueSpan,
      message: {
        en: `A level 1 (N1) document declares the two templates of the header and ${known.unstructured} only: remove ${oid} (${describe(oid).en}).`,
        fr: `Un document N1 ne déclare que les deux templateId de l’en-tête et ${known.unstructured} : supprimer ${oid} (${describe(oid).fr}).`,
      },
      fixes: [removal(use.node, removeTitle)],
    };
  }
}

function* levelThree(document: CdaDocument): Generator<Problem> {
  const { unstructured, declared } = document.model;
  if (unstructured) {
    yield {
      at: unstructured.root.valueSpan,
      message: {
        en: `${known.unstructured} declares a level 1 (N1) document, but the body is structured: declare the volet’s templateId in its place.`,
        fr: `${known.unstructured} annonce un document N1, mais le corps est structuré : déclarer à la place le templateId du volet.`,
      },
      ...(declared && { fixes: [removal(unstructured.node, removeTitle)] }),
    };
  }
  if (!declared) {
    if (!unstructured) yield withoutModel(document);
    return;
  }
  for (const use of strayTemplates(document)) {
    const { oid } = use;
    if (use === unstructured) continue;
    yield {
      at: use.root.valueSpan,
      message: {
        en: `A document has one model: ${oid} (${describe(oid).en}) is declared beside ${declared.oid} (${describe(declared.oid).en}). Keep one of them.`,
        fr: `Un document n’a qu’un modèle : ${oid} (${describe(oid).fr}) est déclaré à côté de ${declared.oid} (${describe(declared.oid).fr}). Garder l’un des deux.`,
      },
      fixes: [removal(use.node, removeTitle)],
    };
  }
  const { template } = declared;
  const meant = modelsMeant(document);
  if (meant.length > 0) yield unknownModel(declared, document.model.code?.code?.value.trim() ?? '', meant);
  if (!template || isPrescription(document)) return;
  yield* versionProblem(declared, template);
  yield* code(document, declared, template);
}

/** eP-BIO 2022.01, whose schematron (Entete_BIO-EP-BIO_2022.01.sch) gives it the OID that IPS-FR has since 2024.01. */
function isPrescription({ model: { declared, code } }: CdaDocument): boolean {
  return (
    declared?.oid === '1.2.250.1.213.1.1.1.51' &&
    declared.extension?.value === '2022.01' &&
    code?.code?.value.trim() === 'PRESC-BIO'
  );
}

function withoutModel({ root, model }: CdaDocument): Problem {
  const last = model.templates.at(-1);
  const fixes = modelsOf(model.code?.code?.value).map((template): Fix => {
    const [latest] = versionsOf(template);
    const xml = last && templateId(last, template.oid, latest);
    return {
      title: { en: `Declare ${label(template, latest)}`, fr: `Déclarer ${label(template, latest)}` },
      edits: last && xml ? [insertAfter(last.node, xml)] : [],
    };
  });
  return {
    at: root.nameSpan,
    message: {
      en: 'No document model: a structured document declares the templateId of its CI-SIS volet (1.2.250.1.213.1.1.1.…), by which readers and validators choose their rules.',
      fr: 'Aucun modèle de document : un document structuré déclare le templateId de son volet du CI-SIS (1.2.250.1.213.1.1.1.…), d’après lequel lecteurs et validateurs choisissent leurs règles.',
    },
    ...(last && fixes.length > 0 && { fixes }),
  };
}

function* code({ model }: CdaDocument, declared: TemplateUse, template: TemplateInfo): Generator<Problem> {
  const written = model.code?.code;
  const expected = template.documentCodes ?? [];
  const value = written?.value.trim();
  if (!written || !value || expected.length === 0 || expected.includes(value)) return;
  const name = template.volet ?? template.name;
  const others = modelsOf(value).map((other): Fix => {
    const name = label(other, undefined);
    return declaring(other, declared, { en: `Declare ${name} instead`, fr: `Déclarer plutôt ${name}` });
  });
  yield {
    at: written.valueSpan,
    message: {
      en: `The document declares ${name}, whose code is ${expected.join(' or ')}, not ${value}.`,
      fr: `Le document déclare ${name}, dont le code est ${expected.join(' ou ')} et non ${value}.`,
    },
    fixes: [...expected.map((choice) => replacement(written, choice)), ...others],
  };
}

function templateId(beside: TemplateUse, oid: string, extension?: string): string {
  return `<${beside.node.name} root="${oid}"${extension ? ` extension="${escapeAttribute(extension)}"` : ''}/>`;
}

/** Takes an attribute away with the white space before it. */
function without(attribute: XmlAttribute | undefined, text: string): Edit[] {
  if (!attribute) return [];
  let { start } = attribute;
  while (/\s/.test(text.charAt(start - 1))) start--;
  return [{ span: { start, end: attribute.end }, newText: '' }];
}

const removeTitle: Text = { en: 'Remove this templateId', fr: 'Supprimer ce templateId' };

const foreignMessage: Text = {
  en: 'This document declares no French template (CI-SIS): its model is not checked.',
  fr: 'Ce document ne déclare aucun modèle français (CI-SIS) : son modèle n’est pas vérifié.',
};
