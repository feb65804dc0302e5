import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8Text } from '../../server/src/package/utf8';
import { decode, encodingDeclaration, encodingLabel } from '../../server/src/xml/decode';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?>`;

test('UTF-8 without declaration', () => {
  assert.deepEqual(decode(Buffer.from('<a>é</a>')), {
    text: '<a>é</a>',
    encoding: 'utf-8',
    byteOrderMark: false,
    valid: true,
  });
});

test('a byte order mark wins over the declaration and is no part of the text', () => {
  const { text, encoding, byteOrderMark } = decode(bytes([0xef, 0xbb, 0xbf], declared('ISO-8859-1'), '<a/>'));
  assert.deepEqual([text[0], encoding, byteOrderMark], ['<', 'utf-8', true]);
  const wide = decode(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>é</a>', 'utf16le')]));
  assert.deepEqual([wide.text, wide.encoding, wide.byteOrderMark], ['<a>é</a>', 'utf-16le', true]);
});

test('UTF-16 without mark is known by its first character', () => {
  const little = Buffer.from('<a>é</a>', 'utf16le');
  assert.deepEqual([decode(little).text, decode(little).encoding], ['<a>é</a>', 'utf-16le']);
  const big = Buffer.from(little).swap16();
  assert.deepEqual([decode(big).text, decode(big).encoding], ['<a>é</a>', 'utf-16be']);
});

test('the declared encoding', () => {
  const latin = decode(bytes(declared('ISO-8859-1'), '<a>\xe9</a>'));
  assert.deepEqual([latin.text.slice(-8), latin.encoding, latin.valid], ['<a>é</a>', 'windows-1252', true]);
});

test('an encoding nobody knows, or UTF-16 on bytes that are not, is read as UTF-8', () => {
  for (const name of ['x-nobody', 'UTF-16'])
    assert.equal(decode(Buffer.from(`${declared(name)}<a>é</a>`)).encoding, 'utf-8');
});

test('bytes that are not valid are said and replaced', () => {
  const { text, valid } = decode(bytes('<a>\xe9</a>'));
  assert.deepEqual([text, valid], ['<a>\ufffd</a>', false]);
});

test('the place of the declared name', () => {
  const text = `${declared('UTF-8')}<a/>`;
  const place = encodingDeclaration(text);
  assert.equal(place?.name, 'UTF-8');
  assert.equal(text.slice(place.start, place.end), 'UTF-8');
  assert.equal(encodingDeclaration('<?xml version="1.0"?><a encoding="x"/>'), undefined);
});

test('labels', () => {
  assert.equal(encodingLabel('latin1'), 'windows-1252');
  assert.equal(encodingLabel('x-nobody'), undefined);
});

test('an empty file', () => {
  assert.deepEqual(decode(new Uint8Array()), { text: '', encoding: 'utf-8', byteOrderMark: false, valid: true });
});

test('valid UTF-8 read the quick way is the same text; other bytes are not read so', () => {
  for (const text of ['', '<a>é</a>', '€ 😀 \u{10ffff} \ufeff\0', 'x'.repeat(70_000)]) {
    assert.equal(utf8Text(Buffer.from(text)), text);
    assert.deepEqual(decode(Buffer.from(text), utf8Text), decode(Buffer.from(text)));
  }
  const latin1 = bytes('<a>', [0xe9], '</a>');
  assert.equal(utf8Text(latin1), undefined);
  assert.deepEqual(decode(latin1, utf8Text), decode(latin1));
  assert.equal(decode(bytes([0xef, 0xbb, 0xbf], '<a/>'), utf8Text).text, '<a/>');
});
