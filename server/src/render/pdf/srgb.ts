/** Points of the tone curve; more would change no 8-bit colour. */
const curvePoints = 256;

/**
 * An ICC profile (version 2.1, class `mntr`) of the colour space sRGB, IEC 61966-2-1: primaries of ITU-R BT.709 adapted to D50
 * and its tone curve. Made here, so that no profile of somebody else is shipped.
 */
export function srgbProfile(): Uint8Array {
  const text = (value: string) => ascii(`text\0\0\0\0${value}\0`);
  const name = 'sRGB';
  const description = concat(
    ascii('desc\0\0\0\0'),
    uint32(name.length + 1),
    ascii(`${name}\0`),
    // No Unicode and no Macintosh name: fields of fixed length.
    new Uint8Array(4 + 4 + 2 + 1 + 67),
  );
  const curve = concat(ascii('curv\0\0\0\0'), uint32(curvePoints), toneCurve());
  const tags: readonly (readonly [string, Uint8Array])[] = [
    ['desc', description],
    ['cprt', text('Public domain')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.43607, 0.22249, 0.01392)],
    ['gXYZ', xyz(0.38515, 0.71687, 0.09708)],
    ['bXYZ', xyz(0.14307, 0.06061, 0.7141)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const bodies = [...new Set(tags.map(([, body]) => body))];
  const offsets = new Map<Uint8Array, number>();
  let end = 128 + 4 + tags.length * 12;
  for (const body of bodies) {
    offsets.set(body, end);
    end += padded(body).length;
  }
  const table = tags.map(([tag, body]) => concat(ascii(tag), uint32(offsets.get(body) as number), uint32(body.length)));
  return concat(header(end), uint32(tags.length), ...table, ...bodies.map(padded));
}

function header(size: number): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set(uint32(size), 0);
  bytes.set(uint32(0x02100000), 8);
  bytes.set(ascii('mntrRGB XYZ '), 12);
  // Date and time of creation: a fixed one, so that the same rendering gives the same file.
  bytes.set(concat(...[2026, 1, 1, 0, 0, 0].map(uint16)), 24);
  bytes.set(ascii('acsp'), 36);
  bytes.set(concat(fixed(0.9642), fixed(1), fixed(0.8249)), 68);
  return bytes;
}

function toneCurve(): Uint8Array {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const points = Array.from({ length: curvePoints }, (_, index) => linear(index / (curvePoints - 1)));
  return concat(...points.map((point) => uint16(Math.round(point * 65535))));
}

function xyz(x: number, y: number, z: number): Uint8Array {
  return concat(ascii('XYZ \0\0\0\0'), fixed(x), fixed(y), fixed(z));
}

/** s15Fixed16Number. */
function fixed(value: number): Uint8Array {
  return uint32(Math.round(value * 65536));
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Every tag begins at a multiple of four. */
function padded(bytes: Uint8Array): Uint8Array {
  return concat(bytes, new Uint8Array((4 - (bytes.length % 4)) % 4));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
