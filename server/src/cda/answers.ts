/**
 * French labels of the codes that answer most examinations, by code system: SNOMED CT as the ANS examples and value sets name them
 * (`positif`, `négatif`, `absent`…), and the answer lists of LOINC. Reference C.4.
 */
export const answers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2.16.840.1.113883.6.96': {
    '10828004': 'positif',
    '260385009': 'négatif',
    '260373001': 'détecté',
    '260415000': 'non détecté',
    '52101004': 'présent',
    '2667000': 'absent',
    '11214006': 'réactif',
    '131194007': 'non réactif',
    '17621005': 'normal',
    '263654008': 'anormal',
    '373066001': 'oui',
    '373067005': 'non',
    '24028007': 'droit',
    '7771000': 'gauche',
  },
  '2.16.840.1.113883.6.1': {
    'LA6576-8': 'positif',
    'LA6577-6': 'négatif',
    'LA11882-0': 'détecté',
    'LA11883-8': 'non détecté',
    'LA9633-4': 'présent',
    'LA9634-2': 'absent',
    'LA33-6': 'oui',
    'LA32-8': 'non',
  },
};
