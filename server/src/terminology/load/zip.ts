import { pipeline, type Readable, type TransformOptions } from 'node:stream';
import { createInflateRaw, type ZlibOptions } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { CircuitError, damaged, tooLarge } from './errors';

/** No part of a workbook of 60 000 rows comes near: its largest sheet has 93 MB of XML. */
const MAX_PART_BYTES = 640 * 2 ** 20;
/** XML of spreadsheets shrinks 5 to 30 times, sheets of empty styled cells 100 times; a bomb 1000 times. */
const MAX_RATIO = 250;
/** Below this size the ratio says nothing. */
const RATIO_FROM_BYTES = 16 * 2 ** 20;
const MAX_PARTS = 10_000;
/** Inflated in Node's usual 16 kB, a sheet of 93 MB takes 260 ms, so 80; some are made while one is read. */
const CHUNK_BYTES = 256 * 2 ** 10;
const INFLATING: ZlibOptions & TransformOptions = { chunkSize: CHUNK_BYTES, readableHighWaterMark: 4 * CHUNK_BYTES };
const DEFLATED = 8;

export interface ZipPart {
  readonly name: string;
  /** Bytes once inflated; reading stops with an error where the part does not keep to it. */
  readonly size: number;
  /** The inflated bytes; throws a CircuitError. */
  chunks(): AsyncGenerator<Uint8Array>;
}

/** Parts of a zip by name in lower case (names of OPC parts have no case), from its central directory. Nothing is inflated before a part is asked for. */
export async function openZip(bytes: Uint8Array): Promise<ReadonlyMap<string, ZipPart>> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, ZipPart>();
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false });
    if (zip.entryCount > MAX_PARTS) throw tooLarge(`${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) parts.set(entry.fileName.toLowerCase(), part(zip, entry));
  } catch (error) {
    throw asDamaged(error, 'zip');
  }
  return parts;
}

function part(zip: ZipFile, entry: Entry): ZipPart {
  const { fileName: name, uncompressedSize: size, compressedSize, compressionMethod } = entry;
  return {
    name,
    size,
    async *chunks() {
      if (size > MAX_PART_BYTES || (size > RATIO_FROM_BYTES && size > compressedSize * MAX_RATIO)) {
        throw tooLarge(`${name}, ${Math.round(size / 2 ** 20)} MB`);
      }
      if (!entry.canDecodeFileData()) throw damaged(name);
      let read = 0;
      try {
        const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
        for await (const chunk of compressionMethod === DEFLATED ? inflated(raw) : raw) {
          read += (chunk as Uint8Array).length;
          if (read > size) throw damaged(name);
          yield chunk as Uint8Array;
        }
      } catch (error) {
        throw asDamaged(error, name);
      }
      if (read !== size) throw damaged(name);
    },
  };
}

function inflated(raw: Readable): Readable {
  // An error reaches whoever reads the last stream.
  return pipeline(raw, createInflateRaw(INFLATING), () => undefined);
}

/** The errors of yauzl and zlib are about bytes; the user is told which part they are in. */
function asDamaged(error: unknown, part: string): CircuitError {
  return error instanceof CircuitError ? error : damaged(part);
}
