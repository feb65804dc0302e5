import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { renderFragment } from '../../server/src/render/transform';
import { structured } from './structuredView';
import { assertSafe, base64, cda, elements, parseHtml, png, render } from './support';

const laboratory = readFileSync(join(__dirname, 'fixtures/laboratory.xml'), 'utf8');

function document(entries: string, text = ''): string {
  return cda(
    `<structuredBody><component><section><title>S</title><text>${text}</text>${entries}</section></component></structuredBody>`,
  );
}

const observation = (inside: string, attributes = '') =>
  `<observation classCode="OBS" moodCode="EVN"${attributes}>${inside}</observation>`;

/** Text of the entry's and of the narrative's cells of every result. */
function sides(html: string): string[][] {
  return elements('//tbody[contains(@class, "cda-result")]', parseHtml(html)).map((result) =>
    elements('tr[position() < 3]/td', result).map(({ textContent }) => (textContent ?? '').trim()),
  );
}

test('entries stand beside what the narrative prints, differences marked in words', () => {
  const html = structured(laboratory) ?? '';
  assert.deepEqual(sides(html).slice(0, 2), [
    ['0.95 g/L', '0.63 – 1.10 g/L (exclu)', 'N Normal', '0,95 g/L', '0,63 – 1,10', 'Normal'],
    [
      '9.6 mmol/L écart',
      '3.5 – 5.1 mmol/L',
      'HH Très anormalement haut, alerte',
      '6,9 mmol/L écart',
      '3,5 à 5,1',
      'Haut',
    ],
  ]);
});

test('a result that the narrative leaves out is told on both sides, and counted', () => {
  assert.ok(laboratory.includes('<td>6,9 mmol/L</td>'));
  const html = structured(laboratory.replace('<td>6,9 mmol/L</td>', '<td/>')) ?? '';
  const [, second = []] = sides(html);
  assert.deepEqual([second[0], second[3]], ['9.6 mmol/L non affiché', 'non affiché']);
  assert.match(html, /1 écart avec la partie narrative/);
});

test('a prior result that differs from the column of its day is marked', () => {
  assert.ok(laboratory.includes('<th>Antériorité</th>'));
  const dated = laboratory.replace('<th>Antériorité</th>', '<th>Antériorité du 04/12/2023</th>');
  assert.match(structured(dated) ?? '', />1 écart avec la partie narrative</);
  const html = structured(dated.replace('<td>0,90</td>', '<td>9,0 g/L</td>')) ?? '';
  assert.match(html, /0\.90 g\/L <span class="different"><span class="mark">écart \([^)]*: 9,0 g\/L\)</);
  assert.match(html, />2 écarts avec la partie narrative</);
});

test('a second unit that translations give stands beside value and range', () => {
  const second = (value: string) => `<translation value="${value}" code="mmol/L"/>`;
  const html =
    structured(
      document(
        `<entry>${observation(`<code code="2093-3"/><value xsi:type="PQ" value="1.90" unit="g/L">${second('4.90')}</value>
        <referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="1.50" unit="g/L">${second('3.87')}</low><high value="2.00" unit="g/L">${second('5.16')}</high></value></observationRange></referenceRange>`)}</entry>`,
      ),
    ) ?? '';
  assert.match(html, /1\.90 g\/L <span class="aside">\(4\.90 mmol\/L\)</);
  assert.match(html, /1\.50 – 2\.00 g\/L <span class="aside">\(3\.87 – 5\.16 mmol\/L\)</);
});

test('in English too', () => {
  const html = structured(laboratory, 'en') ?? '';
  assert.match(html, /<h1>Structured data<\/h1>/);
  assert.match(html, /1 differs from the narrative/);
  assert.match(html, /below 1.0 mg\/L/);
  assert.match(html, /national waiting code/);
  assert.match(html, /local code: Dosage local/);
});

test('a document without entries has no structured view', () => {
  assert.equal(structured(document('', 'du texte')), undefined);
  assert.equal(structured(cda('<nonXMLBody><text>t</text></nonXMLBody>')), undefined);
});

test('places of the source are on sections, statements, values, facts and narrative rows', () => {
  const { structured: html = '', anchors } = renderFragment(laboratory, { lang: 'fr' });
  const numbers = elements('//*[@data-anchor]', parseHtml(html)).map((element) =>
    Number(element.getAttribute('data-anchor')),
  );
  assert.ok(numbers.length > 40 && numbers.every((number) => number < anchors.length));
  const lines = laboratory.split('\n');
  const place = (element: { getAttribute(name: string): string | null } | undefined) => {
    const [line = 0, character = 0] = anchors[Number(element?.getAttribute('data-anchor'))] ?? [];
    return lines[line]?.slice(character) ?? '';
  };
  const [second] = elements('//tbody[contains(@class, "alert")]', parseHtml(html));
  assert.ok(second);
  assert.match(place(second), /^<observation /);
  assert.match(place(elements('tr[1]/td[1]', second)[0]), /^<value xsi:type="PQ" value="9.6"/);
  assert.match(place(elements('tr[2]', second)[0]), /^<tr><td ID="pot">/);
});

test('places of the source are on header, sections, rows and cells of the narrative', () => {
  const { html, anchors } = renderFragment(laboratory, { lang: 'fr' });
  const lines = laboratory.split('\n');
  const found = elements('//*[@data-anchor]', parseHtml(html)).map((element) => {
    const [line = 0, character = 0] = anchors[Number(element.getAttribute('data-anchor'))] ?? [];
    return `${element.tagName} ${/^<[\w]+/.exec(lines[line]?.slice(character) ?? '')?.[0]}`;
  });
  for (const pair of [
    'h1 <title',
    'section <patientRole',
    'section <section',
    'h2 <title',
    'tr <tr',
    'td <td',
    'span <content',
    'p <paragraph',
  ]) {
    assert.ok(found.includes(pair), `${pair} is not among ${[...new Set(found)].join(', ')}`);
  }
});

suite('hostile entries', () => {
  const nasty = '&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x';

  test('are escaped wherever they are shown', () => {
    const html = structured(
      document(
        `<entry>${observation(
          `<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><code code="${nasty}" displayName="${nasty}" codeSystem="${nasty}" codeSystemName="${nasty}">
          <originalText><reference value="#${nasty}"/></originalText><translation code="${nasty}" displayName="${nasty}"/></code>
          <text>${nasty}</text><statusCode code="${nasty}"/><effectiveTime value="${nasty}"/><value xsi:type="PQ" value="${nasty}" unit="${nasty}"/>
          <interpretationCode code="${nasty}"/><methodCode displayName="${nasty}"/><performer><assignedEntity><assignedPerson><name>${nasty}</name></assignedPerson></assignedEntity></performer>
          <referenceRange><observationRange><text>${nasty}</text></observationRange></referenceRange>`,
        )}</entry><entry><act classCode="ACT" moodCode="EVN"><code displayName="${nasty}"/><text>${nasty}</text></act></entry>
        <entry><observationMedia ID="x"><value mediaType="${nasty}" representation="B64">${png}</value></observationMedia></entry>`,
      ),
    );
    assert.ok(html);
    assertSafe(html);
    assert.ok(!html.includes('<script'));
  });

  test('names of objects are no codes', () => {
    const entry = `<entry>${observation(`<code displayName="a"/><statusCode code="constructor"/><value xsi:type="CD" nullFlavor="toString"/><interpretationCode code="__proto__"/>`)}</entry>`;
    const html = structured(document(entry)) ?? '';
    assertSafe(html);
    assert.match(html, /constructor/);
  });

  test('nested thousands deep end somewhere', () => {
    const open = '<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"><code displayName="a"/>';
    const deep = `<entry><act classCode="ACT" moodCode="EVN">${open.repeat(3000)}${'</act></entryRelationship>'.repeat(3000)}</act></entry>`;
    const html = structured(document(deep)) ?? '';
    assertSafe(html);
    assert.ok(html.length < 20_000);
  });

  test('thousands of results take no more than their share', () => {
    const entries = Array.from(
      { length: 4000 },
      (_, i) => `<entry>${observation(`<code displayName="a${i}"/><value xsi:type="INT" value="${i}"/>`)}</entry>`,
    );
    const started = process.cpuUsage();
    const html = structured(document(entries.join(''))) ?? '';
    // Time of the processor: other tests may run beside this one.
    const milliseconds = process.cpuUsage(started).user / 1000;
    assert.equal(html.match(/class="cda-result"/g)?.length, 4000);
    assert.ok(milliseconds < 8000, String(milliseconds));
  });
});

suite('flags in the narrative', () => {
  const result = (flag: string, relation = 'COMP') =>
    `<entry><act classCode="ACT" moodCode="EVN"><entryRelationship typeCode="${relation}">${observation(
      `<code displayName="Potassium"><originalText><reference value="#k"/></originalText></code><value xsi:type="PQ" value="6.9" unit="mmol/L"/><interpretationCode code="${flag}"/>`,
    )}</entryRelationship></act></entry>`;
  const row = '<table><tbody><tr><td><content ID="k">Potassium</content></td><td>6,9</td></tr></tbody></table>';

  test('stand in the cell that the label is in', () => {
    for (const [flag, kind] of [
      ['H', ' raised'],
      ['L', ' raised'],
      ['A', ' raised'],
      ['N', ''],
      ['HH', ' alert'],
    ]) {
      const { html } = render(document(result(flag as string), row));
      assertSafe(html);
      assert.match(
        html,
        new RegExp(
          `<td><span id="cda-k" data-cda-id="k">Potassium</span> <span class="cda-flag${kind}" title="[^"]+">${flag}</span></td>`,
        ),
      );
    }
  });

  test('that say nothing of a level, or of a prior result, are left out', () => {
    assert.doesNotMatch(render(document(result('POS'), row)).html, /cda-flag/);
    assert.doesNotMatch(render(document(result('H', 'REFR'), row)).html, /cda-flag/);
  });

  test('critical ones are told at the top, linked where the narrative shows them', () => {
    const { html } = render(document(result('LL'), row));
    const [alert] = elements('//header//aside[@class="cda-alerts"]//li', parseHtml(html));
    assert.match(alert?.textContent ?? '', /LL Potassium : 6.9 mmol\/L – Très anormalement bas, alerte/);
    assert.match(html, /<a href="#cda-k">Potassium<\/a>/);
    assert.doesNotMatch(render(document(result('H'), row)).html, /cda-alerts/);
  });

  test('abnormal ones that the narrative has no place for are listed at the top, others not', () => {
    const unmarked = '//header//aside[@class="cda-alerts unmarked"]//li';
    for (const [flag, name] of [
      ['H', 'Anormalement haut'],
      ['A', 'Anormal'],
      ['LX', 'Hors seuil inférieur'],
    ]) {
      const { html } = render(document(result(flag as string), row.replace('"k"', '"other"')));
      assertSafe(html);
      const listed = elements(unmarked, parseHtml(html)).map((item) => item.textContent);
      assert.deepEqual(listed, [`${flag} Potassium : 6.9 mmol/L – ${name}`]);
    }
    for (const flag of ['N', 'LL', 'POS'])
      assert.deepEqual(elements(unmarked, parseHtml(render(document(result(flag), 'a')).html)), [], flag);
    assert.doesNotMatch(render(document(result('H', 'REFR'), 'a')).html, /unmarked/);
  });

  test('no abnormal result is without a flag, wherever its label points to', () => {
    for (const [at, marked] of [
      ['<table><tbody><tr ID="k"><td>Potassium</td><td>6,9</td></tr></tbody></table>', true],
      ['<list><item ID="k">Potassium</item></list>', true],
      ['<paragraph ID="k">Potassium</paragraph>', true],
      ['<table ID="k"><tbody><tr><td>Potassium</td></tr></tbody></table>', false],
      ['<content ID="k" revised="insert">Potassium</content>', false],
      ['<sup ID="k">Potassium</sup>', false],
    ] as const) {
      const { html } = render(document(result('H'), at));
      assert.equal(html.match(/class="cda-flag raised"/g)?.length, 1, at);
      assert.equal(html.includes('cda-alerts unmarked'), !marked, at);
    }
  });
});

test('a statement is named by its template where it has a code and no label', () => {
  const act = `<act classCode="ACT" moodCode="INT"><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.3"/><code code="PINSTRUCT" displayName="PINSTRUCT"/><text>a</text></act>`;
  const html = structured(document(`<entry>${act}</entry>`)) ?? '';
  assert.match(html, /<span class="name">(?!PINSTRUCT)[^<]*[Ii]nstruction[^<]*<\/span>/);
  assert.match(
    structured(document(`<entry>${act.replace(/<templateId[^>]*>/, '')}</entry>`)) ?? '',
    /name">PINSTRUCT</,
  );
});

suite('media', () => {
  const media = (type: string, content: string, inside = '') =>
    structured(
      document(
        `<entry><observationMedia classCode="OBS" moodCode="EVN" ID="m">${inside}<value mediaType="${type}" representation="B64">${content}</value></observationMedia></entry>`,
      ),
    ) ?? '';

  test('an image of a known type is shown, whatever type it says it has, under the name of its code', () => {
    const html = media('image/jpeg', png.replace('AAA', ' AA\nA'), '<code displayName="Tracé &lt;1>"/>');
    assertSafe(html);
    assert.match(html, new RegExp(`<img src="data:image/png;base64,${png}" alt="Tracé &lt;1&gt;">`));
    assert.match(media('image/png', png), / alt="m">/);
  });

  test('what is no image is named only', () => {
    for (const content of [base64('<svg xmlns="http://www.w3.org/2000/svg"/>'), base64('GIF'), '&lt;script>', '']) {
      const html = media('image/png', content);
      assertSafe(html);
      assert.doesNotMatch(html, /<img|cda-media/);
      assert.match(html, /image\/png/);
    }
    const bomb = base64('<!DOCTYPE svg [<!ENTITY a "a">]><svg>&a;</svg>');
    assert.doesNotMatch(media('image/svg+xml', bomb), /<img/);
  });

  test('a PDF has a link to where it is shown: the one of its own', () => {
    const text = document(
      ['%PDF-1.4 first', '%PDF-1.4 second']
        .map(
          (content, at) =>
            `<entry><observationMedia ID="m${at}"><value mediaType="application/pdf" representation="B64">${base64(content)}</value></observationMedia></entry>`,
        )
        .join(''),
    );
    const { structured: html = '', attachments } = renderFragment(text, { lang: 'fr' });
    const links = [...html.matchAll(/<a class="cda-file" href="#cda-pdf" data-view="pdf" data-pdf="(\w+)">([^<]*)</g)];
    assert.deepEqual(
      links.map(([, hash, label]) => [hash, label]),
      attachments.map(({ hash }) => [hash, 'Afficher le PDF']),
    );
    assert.equal(links.length, 2);
  });

  test('images that fill the view are named only', () => {
    const large = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(2.5 * 1024 * 1024)]);
    const entry = `<entry><observationMedia ID="m"><value mediaType="image/png" representation="B64">${large.toString('base64')}</value></observationMedia></entry>`;
    const html = structured(document(entry.repeat(3))) ?? '';
    assert.equal(html.match(/<img /g)?.length, 2);
    assert.equal(html.match(/image\/png, 2560 Ko/g)?.length, 3);
  });
});

suite('units that are codes', () => {
  const dose = (inside: string) => {
    const html =
      structured(
        document(
          `<entry><substanceAdministration classCode="SBADM" moodCode="INT">${inside}</substanceAdministration></entry>`,
        ),
      ) ?? '';
    const [fact] = elements('//dd', parseHtml(html));
    return fact?.textContent;
  };
  const edqm = (code: string, label: string) =>
    `<translation code="${code}" codeSystem="0.4.0.127.0.16.1.1.2.1" displayName="${label}"/>`;

  test('have the label that a translation gives them, in quantities, bounds and ratios', () => {
    const tablet = edqm('15054000', 'Comprimé');
    assert.equal(dose(`<doseQuantity value="2" unit="15054000">${tablet}</doseQuantity>`), '2 Comprimé (15054000)');
    assert.equal(dose(`<doseQuantity value="2" unit="{15054000}">${tablet}</doseQuantity>`), '2 Comprimé ({15054000})');
    assert.equal(
      dose(
        `<doseQuantity><low value="1" unit="15054000"/><high value="2" unit="15054000">${tablet}</high></doseQuantity>`,
      ),
      '1 – 2 Comprimé (15054000)',
    );
    assert.equal(
      dose(
        `<maxDoseQuantity><numerator value="4" unit="15054000">${tablet}</numerator><denominator value="1" unit="d"/></maxDoseQuantity>`,
      ),
      '4 Comprimé (15054000) / 1 d',
    );
  });

  test('keep what they are where none does, beside the words of the prescriber', () => {
    assert.equal(dose('<doseQuantity value="2" unit="30009000"/>'), '2 30009000');
    assert.equal(
      dose(
        '<doseQuantity value="1" unit="{tablet}"><translation><originalText>1 cp</originalText></translation></doseQuantity>',
      ),
      '1 {tablet} (1 cp)',
    );
    assert.equal(
      dose(
        `<doseQuantity value="5" unit="mL"><translation value="1" code="15013000" displayName="Cuillère"/></doseQuantity>`,
      ),
      '5 mL (1 Cuillère)',
    );
  });
});

test('names that every object of JavaScript has are names like others', () => {
  const odd =
    '<participant typeCode="constructor"><participantRole><playingEntity><name>X</name></playingEntity></participantRole></participant>';
  const html = structured(document(`<entry>${observation(odd).replace('EVN', 'toString')}</entry>`)) ?? '';
  assert.match(html, /<dt>Source<\/dt><dd>[\s\S]*X/);
  assert.doesNotMatch(html, /class="tag"/);
});
