import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { Xsd, XsdError } from '../../server/src/official/xsd';
import { xsdProblems } from '../../server/src/official/xsdProblems';
import { decode } from '../../server/src/xml/decode';
import { LineIndex } from '../../server/src/xml/positions';
import { applyFix } from '../support';
import { mutations } from './mutations';
import { ansPackage, corpus, loadXsd, samplePackage, samples, withoutAns } from './packages';

function read(text: string): CdaDocument {
  const document = CdaDocument.read(text);
  assert.ok(document);
  return document;
}

const correct = readFileSync(join(samples, 'CR-BIO_correct.xml'), 'utf8');

suite('XSD of the sample package', () => {
  let xsd: Xsd;
  before(async () => {
    xsd = await loadXsd(samplePackage);
  });
  const problems = (text: string) => {
    const faults = xsd.faults(read(text));
    assert.ok(faults && !('why' in faults));
    return xsdProblems(faults).map(({ at, message }) => [text.slice(at.start, at.end), message.fr]);
  };

  test('the bytes of the file serve as well as its text', () => {
    const broken = correct
      .replace('<setId ', '<unknown/><setId ')
      .replace(/(<\?xml.*?\?>)/, '$1<!-- dicté à l’officine -->');
    const text = `${broken}<!-- œuvre -->`;
    const document = read(text);
    const faults = xsd.faults(document);
    assert.ok(Array.isArray(faults) && faults.length > 0);
    assert.deepEqual(xsd.faults(document, Buffer.from(text)), faults);
    // The ClinicalDocument in the stylesheet of a self-presenting file has to be cut out.
    const inner = correct.replace(/^<\?xml.*?\?>/, '').replace('<setId ', '<unknown/><setId ');
    const stylesheet = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:hl7-org:v3">é${inner}</xsl:stylesheet>`;
    const self = read(stylesheet);
    const found = xsd.faults(self);
    assert.ok(Array.isArray(found) && found.length > 0);
    assert.deepEqual(xsd.faults(self, Buffer.from(stylesheet)), found);
  });

  for (const name of readdirSync(samples).filter((file) => file.endsWith('.xml'))) {
    test(`${name} is valid`, () => assert.deepEqual(problems(readFileSync(join(samples, name), 'utf8')), []));
  }

  const cases: readonly [string, string | RegExp, string, string, string][] = [
    [
      'an unknown element',
      '<setId ',
      '<unknown/><setId ',
      'unknown',
      'unknown n’est pas attendu ici. Attendu : setId, versionNumber ou recordTarget.',
    ],
    [
      'an element too many',
      '</structuredBody>',
      '</structuredBody><nonXMLBody/>',
      'nonXMLBody',
      'nonXMLBody n’est pas attendu ici : plus rien n’est admis dans component.',
    ],
    [
      'a missing element',
      /<component>\s*<section>[\s\S]*<\/component>(?=\s*<\/structuredBody>)/,
      '',
      'structuredBody',
      'structuredBody est incomplet. Attendu : component.',
    ],
    [
      'an unknown attribute',
      '<setId ',
      '<setId unknown="1" ',
      'unknown',
      'L’attribut unknown n’est pas admis sur setId.',
    ],
    [
      'a missing attribute',
      'classCode="OBS" ',
      '',
      'observation',
      'L’attribut classCode est obligatoire sur observation.',
    ],
    [
      'a value outside the list',
      'moodCode="EVN"',
      'moodCode="EVT"',
      'EVT',
      'moodCode : « EVT » n’est pas une des valeurs admises : EVN, INT, RQO ou PRP.',
    ],
    [
      'a decimal comma',
      'value="1"',
      'value="1,5"',
      '1,5',
      'value : « 1,5 » n’est pas une valeur valide du type xs:integer.',
    ],
    [
      'a decimal comma in a quantity',
      'value="0.95"',
      'value="0,95"',
      '0,95',
      'value : « 0,95 » n’est pas une valeur valide du type real : le séparateur décimal est le point, 0.95.',
    ],
    [
      'an attribute of another type',
      'xsi:type="PQ" value="0.95"',
      'xsi:type="INT" value="1"',
      'unit',
      'L’attribut unit n’est pas admis sur value avec xsi:type="INT".',
    ],
    [
      'an OID with a leading zero',
      /<setId root="[^"]*"/,
      '<setId root="1.02"',
      '1.02',
      'root : « 1.02 » n’est pas une valeur valide du type uid.',
    ],
    [
      'a space in a code',
      /code="11502-2"/,
      'code="11502 2"',
      '11502 2',
      'code : « 11502 2 » n’a pas la forme que son type impose : [^\\s]+',
    ],
    [
      'an empty attribute',
      /displayName="[^"]*"/,
      'displayName=""',
      'displayName=""',
      'displayName est vide, ce que son type n’admet pas.',
    ],
    [
      'text between elements',
      '<structuredBody>',
      '<structuredBody> stray ',
      'stray',
      'structuredBody ne peut pas contenir de texte.',
    ],
    [
      'an element in an empty one',
      /(<typeId [^>]*)\/>/,
      '$1><br/></typeId>',
      'typeId',
      'typeId ne peut pas contenir d’éléments.',
    ],
    ['an unknown type', 'xsi:type="PQ"', 'xsi:type="QP"', 'QP', 'Le type QP n’existe pas.'],
    [
      'a type of another family',
      'xsi:type="PQ"',
      'xsi:type="Open"',
      'Open',
      'Le type Open ne peut remplacer celui de value.',
    ],
    [
      'a type with an undeclared prefix',
      'xsi:type="PQ"',
      'xsi:type="c:PQ"',
      'c:PQ',
      'Le préfixe de c:PQ n’est pas déclaré.',
    ],
    ['a missing type', ' xsi:type="PQ"', '', 'value', 'value demande un xsi:type : son propre type est abstrait.'],
    [
      'an ID that is no name',
      /\bID="[^"]*"/,
      'ID="1 a"',
      '1 a',
      'ID : « 1 a » n’est pas un ID : il faut un nom XML (sans espace, sans chiffre en tête).',
    ],
  ];
  for (const [what, old, replacement, at, message] of cases) {
    test(what, () => {
      const text = correct.replace(old, replacement);
      assert.notEqual(text, correct);
      assert.deepEqual(problems(text), [[at, message]]);
    });
  }

  test('an ID used twice', () => {
    const [first, second] = [...correct.matchAll(/\bID="([^"]*)"/g)].map((match) => match[1] as string);
    assert.ok(first && second);
    const text = correct.replace(`ID="${second}"`, `ID="${first}"`);
    assert.deepEqual(problems(text), [[first, `ID : « ${first} » est déjà l’ID d’un autre élément.`]]);
  });

  test('several faults, each at its place', () => {
    const text = correct.replaceAll('<statusCode ', '<statusCode extra="1" ');
    const places = problems(text);
    assert.ok(places.length > 5);
    assert.equal(places.length, text.split('extra="1"').length - 1);
    assert.ok(places.every(([at]) => at === 'extra'));
  });

  test('16 000 faults among as many siblings are placed in a second', () => {
    const rows = Array.from({ length: 16_000 }, (_, at) => (at % 3 === 0 ? '<tr><no/></tr>' : '<tr/><tr><no/></tr>'));
    const table = `<text><table><tbody>${rows.join('')}</tbody></table></text>`;
    const document = read(correct.replace(/<text>.*?<\/text>/s, table));
    const started = process.cpuUsage();
    const faults = xsd.faults(document);
    // Of the processor: a busy machine is no fault.
    const milliseconds = process.cpuUsage(started).user / 1000;
    assert.ok(faults && !('why' in faults));
    const places = new Set(faults.map(({ element }) => element).filter(({ name }) => name === 'no'));
    assert.equal(places.size, rows.length);
    assert.ok(milliseconds < 3000, `${milliseconds} ms`);
  });

  test('the ClinicalDocument of a self-presenting file, alone, with the namespaces around it', () => {
    const inner = correct
      .slice(correct.indexOf('<ClinicalDocument'))
      .replace(/ xmlns(?::xsi)?="[^"]*"/g, '')
      .replace(/<(\/?)([A-Za-z]+)(?=[\s/>])/g, '<$1c:$2')
      .replace(/xsi:type="(\w)/g, 'xsi:type="c:$1')
      .replace('<c:setId ', '<c:unknown/><c:setId ');
    const text = `<?xml-stylesheet type="text/xsl" href="#"?>\n<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:c="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:q="urn:a?b&amp;c"><data>${inner}</data><xsl:template match="/"/></xsl:stylesheet>`;
    assert.deepEqual(problems(text), [
      ['c:unknown', 'c:unknown n’est pas attendu ici. Attendu : c:setId, c:versionNumber ou c:recordTarget.'],
    ]);
  });

  test('a type without the prefix of its namespace, and a decimal comma, are mended', () => {
    const inner = correct
      .slice(correct.indexOf('<ClinicalDocument'))
      .replace('xmlns="urn:hl7-org:v3"', 'xmlns:c="urn:hl7-org:v3"')
      .replace(/<(\/?)([A-Za-z]+)(?=[\s/>])/g, '<$1c:$2')
      .replace(/xsi:type="(\w)/g, 'xsi:type="c:$1');
    assert.deepEqual(problems(inner), []);
    const mended = (from: string, to: string, message: string) => {
      const text = inner.replace(from, to);
      const faults = xsd.faults(read(text));
      assert.ok(faults && !('why' in faults));
      const [problem, ...others] = xsdProblems(faults);
      assert.equal(others.length, 0);
      assert.equal(problem?.message.fr, message);
      assert.equal(problem?.fixes?.[0] && applyFix(text, problem.fixes[0]), inner);
    };
    mended('xsi:type="c:PQ"', 'xsi:type="PQ"', 'Le type PQ n’existe pas sans préfixe : vouliez-vous écrire c:PQ ?');
    mended(
      'value="0.95"',
      'value="0,95"',
      'value : « 0,95 » n’est pas une valeur valide du type real : le séparateur décimal est le point, 0.95.',
    );
  });

  test('a document in no namespace', () => {
    const [problem] = problems(correct.replace('xmlns="urn:hl7-org:v3"', ''));
    assert.deepEqual(problem, [
      'ClinicalDocument',
      'Le schéma ne connaît pas de ClinicalDocument sans espace de noms.',
    ]);
  });

  test('a text that is not well formed gives nothing: xml-syntax tells', () => {
    assert.equal(xsd.faults(read(correct.replace('</structuredBody>', ''))), undefined);
  });

  test('what libxml2 does not read although it is well formed, and where', () => {
    const why = (text: string) => {
      const faults = xsd.faults(read(text));
      assert.ok(faults && 'why' in faults);
      return [faults.why.en, faults.at && text.slice(faults.at.start, faults.at.end)];
    };
    const withEntity = correct.replace('<ClinicalDocument', '<!DOCTYPE a [<!ENTITY e "x">]>\n<ClinicalDocument');
    assert.deepEqual(why(withEntity.replace('<title>', '<title>&e;')), [
      'the entity e is declared in a DOCTYPE, which is not read',
      undefined,
    ]);
    assert.deepEqual(why(correct.replace('<setId ', '<setId xmlns:x="a b" ')), [
      '“a b”, the namespace that xmlns:x declares, is not a URI',
      'a b',
    ]);
    assert.deepEqual(why(correct.replace('<setId ', '<setId xml:id="1 2" ')), [
      'xml:id: “1 2” is not an XML name without colon',
      '1 2',
    ]);
    assert.deepEqual(why(correct.replace('<text>', `<text>${'<content>'.repeat(2100)}${'</content>'.repeat(2100)}`)), [
      'elements are nested deeper than 2048 levels',
      undefined,
    ]);
  });

  test('a Base64 text of 12 MB and 1 000 levels', () => {
    const big = `${'QUJD'.repeat(19)}\n`.repeat(160_000);
    const deep = `${'<content>'.repeat(1000)}${'</content>'.repeat(1000)}`;
    const text = correct
      .replace('</title>', `</title><!-- ${big} -->`)
      .replace(/<text>/, `<text>${deep}`)
      .replace('<setId ', '<setId extra="" ');
    assert.deepEqual(problems(text), [['extra', 'L’attribut extra n’est pas admis sur setId.']]);
  });
});

suite('what a schema and a document may ask for', () => {
  const folder = (files: Record<string, string>) => {
    const asked: string[] = [];
    const read = (path: string) => {
      asked.push(path);
      return files[path] === undefined ? undefined : Buffer.from(files[path]);
    };
    return { asked, read };
  };
  const schema = (content: string) =>
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3">${content}</xs:schema>`;

  test('a schema gets the files of its folder only', async () => {
    const { asked, read } = folder({
      'a.xsd': schema(
        '<xs:include schemaLocation="sub/b%20c.xsd"/><xs:include schemaLocation="../../etc/passwd"/><xs:include schemaLocation="file:///etc/passwd"/>',
      ),
      'sub/b c.xsd': schema('<xs:element name="ClinicalDocument"/>'),
    });
    await assert.rejects(Xsd.load('a.xsd', read), (error) => error instanceof XsdError);
    assert.deepEqual(asked.slice(0, 2), ['a.xsd', 'sub/b c.xsd']);
    assert.ok(asked.every((path) => !path.includes('..') && !path.startsWith('/')));
  });

  test('a schema that is missing or broken is one sentence', async () => {
    await assert.rejects(
      Xsd.load('a.xsd', () => undefined),
      (error) => error instanceof XsdError && error.text.fr === 'Le schéma XML a.xsd n’est pas dans le paquet.',
    );
    const { read } = folder({ 'a.xsd': '<xs:schema' });
    await assert.rejects(
      Xsd.load('a.xsd', read),
      (error) => error instanceof XsdError && /^The XML Schema a\.xsd cannot be used: .+/.test(error.text.en),
    );
  });

  test('a document gets no file', async () => {
    const { asked, read: files } = folder({ 'a.xsd': schema('<xs:element name="ClinicalDocument"/>') });
    const xsd = await Xsd.load('a.xsd', files);
    const text =
      '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x xsd:///b.xsd urn:y /etc/passwd"/>';
    assert.deepEqual(xsd.faults(read(text)), []);
    assert.deepEqual(asked, ['a.xsd']);
    xsd.dispose();
  });

  test('a message that is not known is given as it is', () => {
    const { root } = read('<ClinicalDocument xmlns="urn:hl7-org:v3"/>');
    const said = (message: string) => xsdProblems([{ element: root, message }]).map(({ message }) => message.fr);
    assert.deepEqual(said("Element 'x': Something else."), ['Something else.']);
    assert.deepEqual(said('Something\n else.'), ['Something else.']);
  });
});

/** `line kind` of each distinct place libxml2's own command finds faults at; lines count from 1, at the end of the start tag. */
function xmllint(schema: string, texts: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'cda-xsd-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, text);
      return file;
    });
    const { stderr, error } = spawnSync('xmllint', ['--nonet', '--noout', '--huge', '--schema', schema, ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (error) throw error;
    const found = texts.map(() => new Set<string>());
    const validated = new Set<number>();
    for (const line of stderr.split('\n')) {
      const fault =
        /^.*[\\/](\d+)\.xml:(\d+): .*Schemas validity error : (Element '[^']*'(?:, attribute '[^']*')?)/.exec(line);
      if (fault) found[Number(fault[1])]?.add(`${fault[2]} ${fault[3]}`);
      const verdict = /[\\/](\d+)\.xml (?:validates|fails to validate)$/.exec(line);
      if (verdict) validated.add(Number(verdict[1]));
    }
    assert.equal(validated.size, texts.length, stderr.slice(-500));
    return found.map((places) => [...places].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutXmllint = spawnSync('xmllint', ['--version']).error ? 'needs xmllint (Debian libxml2-utils)' : false;

/** The ClinicalDocument as a file of its own, and the line it begins on. */
function alone({ xml, root }: CdaDocument): { text: string; line: number } {
  if (!root.parent) return { text: xml.text, line: 0 };
  const around = xml.text.slice(0, root.start).match(/\sxmlns:\w+="[^"]*"/g) ?? [];
  const own = xml.text.slice(root.start, root.openEnd);
  const missing = around.filter((declaration) => !own.includes(declaration.trim().split('=')[0] as string));
  return {
    text: xml.text.slice(root.start, root.nameEnd) + missing.join('') + xml.text.slice(root.nameEnd, root.end),
    line: new LineIndex(xml.text).position(root.start).line,
  };
}

function ours(xsd: Xsd, document: CdaDocument): string[] {
  const lines = new LineIndex(document.xml.text);
  const faults = xsd.faults(document);
  assert.ok(faults && !('why' in faults));
  const from = alone(document).line;
  const places = faults.map(({ element, message }) => {
    const subject = /^Element '[^']*'(?:, attribute '[^']*')?/.exec(message)?.[0];
    return `${lines.position(element.openEnd - 1).line + 1 - from} ${subject}`;
  });
  return [...new Set(places)].sort();
}

async function compare(folder: string, texts: readonly string[]): Promise<number> {
  const xsd = await loadXsd(folder);
  const documents = texts.map(read);
  const theirs = xmllint(
    join(folder, 'infrastructure/cda/CDA_extended.xsd'),
    documents.map((document) => alone(document).text),
  );
  let faults = 0;
  for (const [index, document] of documents.entries()) {
    const found = ours(xsd, document);
    assert.deepEqual(found, theirs[index], texts[index]?.slice(0, 200));
    faults += found.length;
  }
  xsd.dispose();
  return faults;
}

suite('the same faults as xmllint --schema, by line', { skip: withoutXmllint }, () => {
  test('samples and single mutations of them', async () => {
    const texts = readdirSync(samples)
      .filter((name) => name.endsWith('.xml'))
      .map((name) => readFileSync(join(samples, name), 'utf8'));
    const changed = texts.flatMap((text, seed) => [...mutations(text, 60, seed)]);
    assert.ok((await compare(samplePackage, [...texts, ...changed])) > 60);
  });

  test('published examples, their mutants and single mutations of them', { skip: withoutAns }, async () => {
    const textsOf = (folder: string) =>
      readdirSync(join(corpus, folder))
        .filter((name) => name.endsWith('.xml'))
        .map((name) => decode(readFileSync(join(corpus, folder, name))).text);
    const examples = textsOf('examples');
    const mutants = textsOf('mutants');
    assert.ok(examples.length >= 94 && mutants.length >= 60);
    const changed = examples.flatMap((text, seed) => [...mutations(text, 2, seed)]);
    assert.ok((await compare(ansPackage, [...examples, ...mutants, ...changed])) > 60);
  });
});
