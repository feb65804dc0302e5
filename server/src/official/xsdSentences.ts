import { replacement } from '../rules/fixes';
import type { Fix } from '../rules/rule';
import { oneLine, type Text } from '../text';
import { isName, XSI } from '../xml/names';
import type { Span, XmlText } from '../xml/tree';
import { alike, choices, names, ofValue, prefixed, type Subject, typeAttribute, typed, withPoint } from './xsdWords';

/** A message of libxml2, after what it is about; the same for the user; its place, that of the value where absent; what mends it. */
export type Sentence = readonly [
  RegExp,
  (groups: string[], subject: Subject) => Text,
  (((subject: Subject) => Span) | undefined)?,
  ((groups: string[], subject: Subject) => Fix | undefined)?,
];

export const typeFault = /^(?:'.*' is|The character content is) not a valid value of the /s;

export const abstractFault = /^The type definition is abstract/;

const tagName = ({ element }: Subject): Span => element.nameSpan;

/** The value of the attribute; the text of an element that has only text; else the element's name. */
export function valuePlace({ element, attribute }: Subject): Span {
  if (attribute) return attribute.valueEnd > attribute.valueStart ? attribute.valueSpan : attribute;
  const [only, more] = element.children;
  return only?.kind === 'text' && !more ? trimmed(only) : element.nameSpan;
}

/** The text without the white space around it. */
function trimmed({ raw, start, end }: XmlText): Span {
  return { start: start + raw.length - raw.trimStart().length, end: end - raw.length + raw.trimEnd().length };
}

function strayText({ element }: Subject): Span {
  const text = element.children.find((node) => node.kind === 'text' && node.raw.trim() !== '');
  return text?.kind === 'text' ? trimmed(text) : element.nameSpan;
}

function attributePlace(subject: Subject): Span {
  const { attribute } = subject;
  return attribute ? { start: attribute.start, end: attribute.nameEnd } : tagName(subject);
}

/** What libxml2 (xmlschemas.c) says about a document, most frequent first. */
export const sentences: readonly Sentence[] = [
  [
    /^This element is not expected\.(?: Expected is (?:one of )?\( (.*) \)\.)?/s,
    ([expected], { element, name }) => {
      const parent = element.parent ? typed(element.parent) : alike('');
      const list = expected === undefined ? undefined : names(expected, name);
      return {
        en: `${element.name} is not expected ${list ? `here. Expected: ${list.en}.` : `here: nothing more may come in ${parent.en}.`}`,
        fr: `${element.name} n’est pas attendu ici${list ? `. Attendu : ${list.fr}.` : ` : plus rien n’est admis dans ${parent.fr}.`}`,
      };
    },
    tagName,
  ],
  [
    /^Missing child element\(s\)\.(?: Expected is (?:one of )?\( (.*) \)\.)?/s,
    ([expected], { element, name }) => {
      const list = expected === undefined ? undefined : names(expected, name);
      return {
        en: `${element.name} is incomplete${list ? `. Expected: ${list.en}.` : ': a child element is missing.'}`,
        fr: `${element.name} est incomplet${list ? `. Attendu : ${list.fr}.` : ' : il y manque un élément.'}`,
      };
    },
    tagName,
  ],
  [
    /^The attribute '(.*)' is not allowed/s,
    ([attribute = ''], { element, name }) => ({
      en: `The attribute ${name(attribute)} is not allowed on ${typed(element).en}.`,
      fr: `L’attribut ${name(attribute)} n’est pas admis sur ${typed(element).fr}.`,
    }),
    attributePlace,
  ],
  [
    /^The attribute '(.*)' is required but missing/s,
    ([attribute = ''], { element, name }) => ({
      en: `The attribute ${name(attribute)} is mandatory on ${element.name}.`,
      fr: `L’attribut ${name(attribute)} est obligatoire sur ${element.name}.`,
    }),
    tagName,
  ],
  [
    /^The value '(.*)' is not an element of the set \{(.*)\}/s,
    ([value = '', set = ''], subject) => {
      const { en, fr } = choices([...set.matchAll(/'([^']*)'/g)].map((match) => match[1] as string));
      return ofValue(value, subject, {
        en: `is none of the values allowed: ${en}.`,
        fr: `n’est pas une des valeurs admises : ${fr}.`,
      });
    },
  ],
  [
    /^The value '(.*)' is not accepted by the pattern '(.*)'\.?$/s,
    ([value = '', pattern = ''], subject) =>
      ofValue(value, subject, {
        en: `does not have the form that its type asks for: ${oneLine(pattern, 200)}`,
        fr: `n’a pas la forme que son type impose : ${oneLine(pattern, 200)}`,
      }),
  ],
  [
    /^The value (?:'(.*)' )?has a length of '(\d+)'; this (differs|exceeds|underruns).* length of '(\d+)'/s,
    ([value = '', length = '', how = '', allowed = ''], subject) => {
      const text = lengths[how as keyof typeof lengths];
      return ofValue(value, subject, {
        en: `is ${length} long: ${text.en} ${allowed}.`,
        fr: `est de longueur ${length} : ${text.fr} ${allowed}.`,
      });
    },
  ],
  ...comparisons(),
  [
    /^'(.*)' is not a valid value of the atomic type 'xs:ID'/s,
    ([value = ''], subject) =>
      ofValue(
        value,
        subject,
        isName(value) && !value.includes(':')
          ? { en: 'already is the ID of another element.', fr: 'est déjà l’ID d’un autre élément.' }
          : {
              en: 'is no ID: it must be an XML name (no space, no digit first).',
              fr: 'n’est pas un ID : il faut un nom XML (sans espace, sans chiffre en tête).',
            },
      ),
  ],
  [
    /^(?:'(.*)' is|The character content is) not a valid value of the (?:local )?\w+ type(?: '(.*)')?\.?$/s,
    ([value = '', type], subject) => {
      const shown = type === undefined ? '' : ` ${type.replace(/^\{.*\}/s, '')}`;
      const meant = withPoint(value, type);
      return ofValue(value, subject, {
        en: `is not a valid value of the type${shown || ' of this place'}${meant ? `: the decimal sign is the point, ${meant}` : ''}.`,
        fr: `n’est pas une valeur valide du type${shown || ' attendu ici'}${meant ? ` : le séparateur décimal est le point, ${meant}` : ''}.`,
      });
    },
    undefined,
    ([, type], { attribute }) => {
      const meant = attribute && withPoint(attribute.value, type);
      return meant && attribute ? replacement(attribute, meant) : undefined;
    },
  ],
  [
    /^The QName value '(.*)' (?:of the (?:xsi:type )?attribute .*)?does not resolve to a type definition/s,
    ([value = ''], { name, element }) => {
      const meant = prefixed(element);
      return {
        en: `The type ${name(value)} does not exist${meant ? ` without prefix: did you mean ${meant}?` : '.'}`,
        fr: `Le type ${name(value)} n’existe pas${meant ? ` sans préfixe : vouliez-vous écrire ${meant} ?` : '.'}`,
      };
    },
    undefined,
    (_, { element }) => {
      const [type, meant] = [typeAttribute(element), prefixed(element)];
      return type && meant ? replacement(type, meant) : undefined;
    },
  ],
  [
    /^The type definition '(.*)', specified by xsi:type, is blocked or not validly derived/s,
    ([type = ''], { element, name }) => ({
      en: `The type ${name(type)} may not stand for that of ${element.name}.`,
      fr: `Le type ${name(type)} ne peut remplacer celui de ${element.name}.`,
    }),
    ({ element }) => typeAttribute(element)?.valueSpan ?? element.nameSpan,
  ],
  [
    abstractFault,
    (_, { element }) => ({
      en: `${element.name} needs an xsi:type: its own type is abstract.`,
      fr: `${element.name} demande un xsi:type : son propre type est abstrait.`,
    }),
    tagName,
  ],
  [
    /^The QName value '(.*)' has no corresponding namespace declaration in scope/s,
    ([value = '']) => ({
      en: `The prefix of ${value} is not declared.`,
      fr: `Le préfixe de ${value} n’est pas déclaré.`,
    }),
  ],
  [
    /^Character content (?:other than whitespace )?is not allowed/,
    (_, { element }) => ({
      en: `${element.name} may not hold text.`,
      fr: `${element.name} ne peut pas contenir de texte.`,
    }),
    strayText,
  ],
  [
    /^Element content is not allowed/,
    (_, { element }) => ({
      en: `${element.name} may not hold elements.`,
      fr: `${element.name} ne peut pas contenir d’éléments.`,
    }),
    tagName,
  ],
  [
    /^Neither character nor element content is allowed/,
    (_, { element }) => ({
      en: `${element.name} must be empty, as its xsi:nil says.`,
      fr: `${element.name} doit être vide, comme le dit son xsi:nil.`,
    }),
    tagName,
  ],
  [
    /^The element is not 'nillable'/,
    (_, { element }) => ({
      en: `xsi:nil is not allowed on ${element.name}.`,
      fr: `xsi:nil n’est pas admis sur ${element.name}.`,
    }),
    ({ element }) => element.attributeNS(XSI, 'nil') ?? element.nameSpan,
  ],
  [
    /^The (?:actual |initial )?value '(.*)' does not match the fixed value constraint '(.*)'/s,
    ([value = '', fixed = ''], subject) =>
      ofValue(value, subject, {
        en: `must be “${oneLine(fixed, 100)}”.`,
        fr: `doit être « ${oneLine(fixed, 100)} ».`,
      }),
  ],
  [
    /^No matching global (element|attribute) declaration available, but demanded by the strict wildcard/,
    ([kind], { element, attribute }) => ({
      en: `The schema knows no ${kind} ${attribute?.name ?? element.name}.`,
      fr: `Le schéma ne connaît pas d’${kind === 'element' ? 'élément' : 'attribut'} ${attribute?.name ?? element.name}.`,
    }),
    attributePlace,
  ],
  [
    /^No matching global declaration available for the validation root/,
    (_, { element }) => ({
      en: `The schema knows no ${element.name} in ${element.namespace ? `the namespace ${element.namespace}` : 'no namespace'}.`,
      fr: `Le schéma ne connaît pas de ${element.name} ${element.namespace ? `dans l’espace de noms ${element.namespace}` : 'sans espace de noms'}.`,
    }),
    tagName,
  ],
  [
    /^Duplicate key-sequence (.*) in /s,
    ([key = '']) => ({
      en: `The key ${oneLine(key, 100)} is already used.`,
      fr: `La clé ${oneLine(key, 100)} est déjà utilisée.`,
    }),
    tagName,
  ],
  [
    /^No match found for key-sequence (.*) of keyref/s,
    ([key = '']) => ({
      en: `Nothing has the key ${oneLine(key, 100)}.`,
      fr: `Rien ne porte la clé ${oneLine(key, 100)}.`,
    }),
    tagName,
  ],
];

const lengths = {
  differs: { en: 'the length must be', fr: 'la longueur doit être de' },
  exceeds: { en: 'at most', fr: 'au plus' },
  underruns: { en: 'at least', fr: 'au moins' },
} as const;

function comparisons(): Sentence[] {
  const kinds: readonly [RegExp, Text][] = [
    [
      /^The value '(.*)' is less than the minimum value allowed \('(.*)'\)/s,
      { en: 'must be at least', fr: 'doit être au moins égal à' },
    ],
    [
      /^The value '(.*)' is greater than the maximum value allowed \('(.*)'\)/s,
      { en: 'must be at most', fr: 'doit être au plus égal à' },
    ],
    [/^The value '(.*)' must be greater than '(.*)'/s, { en: 'must be greater than', fr: 'doit être supérieur à' }],
    [/^The value '(.*)' must be less than '(.*)'/s, { en: 'must be less than', fr: 'doit être inférieur à' }],
    [
      /^The value '(.*)' has more digits than are allowed \('(.*)'\)/s,
      { en: 'has too many digits, the most is', fr: 'a trop de chiffres, le maximum est' },
    ],
    [
      /^The value '(.*)' has more fractional digits than are allowed \('(.*)'\)/s,
      { en: 'has too many decimals, the most is', fr: 'a trop de décimales, le maximum est' },
    ],
  ];
  return kinds.map(([pattern, text]) => [
    pattern,
    ([value = '', limit = ''], subject) =>
      ofValue(value, subject, { en: `${text.en} ${limit}.`, fr: `${text.fr} ${limit}.` }),
  ]);
}
