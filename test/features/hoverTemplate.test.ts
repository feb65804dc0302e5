import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { battery, crBio, result } from '../../server/src/rules/examples';
import { hoverAt, markdownAt } from './cursor';

const section = (ids: string) => crBio(`<component><section>${ids}</section></component>`);

suite('a known template', () => {
  const whole = battery(result());
  const french = '<templateId root="1.2.250.1.213.1.1.3.80"/>';

  test('name, kind, owner, element, companion present', () => {
    const markdown = markdownAt(whole.replace(french, '<templateId root="1.2.250.1.213.1.1.3.80¦"/>'));
    assert.match(markdown, /^\*\*FR-Resultat-examens-de-biologie-element-clinique-pertinent\*\*/);
    assert.match(markdown, /`1\.2\.250\.1\.213\.1\.1\.3\.80` – entry template – CI-SIS \(ANS\)/);
    assert.match(markdown, /Describes `<observation>`/);
    assert.match(markdown, /Required beside it by a schematron\n- ✓ `1\.3\.6\.1\.4\.1\.19376\.1\.3\.1\.6`/);
    assert.match(markdown, /of the 94 ANS examples/);
  });

  test('the same on the element’s name, in French', () => {
    const found = hoverAt(whole.replace(french, '<templ¦ateId root="1.2.250.1.213.1.1.3.80"/>'), 'fr');
    assert.equal(found?.covered, 'templateId');
    assert.match(found.markdown, /modèle d’entrée – CI-SIS \(ANS\)[\s\S]*Décrit `<observation>`/);
  });

  test('an absent companion is said', () => {
    const alone = whole
      .replace('<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>', '')
      .replace(french, '<templateId root="1.2.250.1.213.1.1.3.80¦"/>');
    assert.match(markdownAt(alone), /- ✗ `1\.3\.6\.1\.4\.1\.19376\.1\.3\.1\.6` .* – \*\*absent here\*\*/);
    assert.match(markdownAt(alone, 'fr'), /\*\*absent ici\*\*/);
  });

  test('observed companions are told apart from asserted ones', () => {
    const markdown = markdownAt(section('<templateId root="1.2.250.1.213.1.1.2.70¦"/>'));
    assert.match(
      markdown,
      /Beside it in every ANS example; no known schematron demands it\n- ✗ `1\.3\.6\.1\.4\.1\.19376\.1\.3\.3\.2\.1`/,
    );
  });

  test('an international template has its French name', () => {
    const markdown = markdownAt(
      whole.replace('root="1.3.6.1.4.1.19376.1.3.3.2.1"', 'root="1.3.6.1.4.1.19376.1.3.3.2.1¦"'),
    );
    assert.match(markdown, /^\*\*.+\*\*\n\nFR-CR-BIO-Chapitre\n/);
    assert.match(markdown, /section template – IHE/);
  });

  test('a misplaced one says where it stands', () => {
    assert.match(
      markdownAt(section('<templateId root="1.2.250.1.213.1.1.3.80¦"/>')),
      /Describes `<observation>` – here it stands on `<section>`/,
    );
  });
});

suite('versions of a document model', () => {
  const model = '<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/>';
  const hovered = (node: string) => markdownAt(crBio('').replace(model, node));

  test('known, unknown, missing', () => {
    const root = '<templateId root="1.2.250.1.213.1.1.1.55"';
    assert.match(hovered(`${root} extension="2024.01¦"/>`), /Versions `2021\.01`, `2023\.01`, `2024\.01`\n/);
    assert.match(hovered(`${root} extension="2099.01¦"/>`), /– here `2099\.01`/);
    assert.match(hovered(`${root}¦/>`), /– none is given here/);
  });
});

suite('what is no template', () => {
  test('unknown, with its arc and its neighbours', () => {
    const markdown = markdownAt(section('<templateId root="1.2.250.1.213.1.1.2.700¦"/>'));
    assert.match(
      markdown,
      /in no catalogue of templates[\s\S]*Arc of CI-SIS \(ANS\), sections[\s\S]*Near it\n- `1\.2\.250\.1\.213\.1\.1\.2\.70`/,
    );
    assert.match(markdownAt(section('<templateId root="9.9¦"/>'), 'fr'), /absent du catalogue/);
  });

  test('a known anomaly is explained', () => {
    const markdown = markdownAt(section('<templateId root="2.16.840.1.11383.10.20.1.7¦"/>'));
    assert.match(
      markdown,
      /Anomaly – a typing error \(11383 for 113883\)[^\n]*meant: `2\.16\.840\.1\.113883\.10\.20\.1\.7`/,
    );
  });

  test('without root there is nothing to say', () => {
    assert.equal(hoverAt(section('<templ¦ateId/>')), undefined);
  });
});
