import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { InstallError } from './installError';

/** The package of the ANS has 260 MB in some 3 000 files. */
const maxBytes = 2 ** 31;
const maxFiles = 50_000;
/** Text shrinks 5 to 30 times, a bomb 1000 times. */
const maxRatio = 250;
const ratioFromBytes = 16 * 2 ** 20;

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  /** Files so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Unpacked {
  /** The commit that `git archive` wrote as the archive's comment. */
  readonly commit?: string;
  /** Day of the newest file, `YYYY-MM-DD`. */
  readonly date?: string;
}

/** Unpacks a zip into a new folder: plain files only, none outside of it, none twice, none executable. */
export async function unpack(archive: string, folder: string, options: UnpackOptions = {}): Promise<Unpacked> {
  const { signal, onProgress } = options;
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true }).catch(() => {
    throw new InstallError({
      en: 'the file is not a zip archive, or is damaged',
      fr: 'le fichier n’est pas une archive zip, ou est endommagé',
    });
  });
  let [total, files, newest] = [0, 0, 0];
  try {
    if (zip.entryCount > maxFiles) throw refused(`${zip.entryCount} files`, `${zip.entryCount} fichiers`);
    await mkdir(folder, { recursive: true });
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      const { fileName, uncompressedSize: size, compressedSize } = entry;
      const path = pathOf(fileName);
      if (fileName.endsWith('/')) {
        await mkdir(join(folder, path), { recursive: true });
        continue;
      }
      if (!isPlainFile(entry)) continue;
      total += size;
      if (total > maxBytes || (size > ratioFromBytes && size > compressedSize * maxRatio)) {
        const megabytes = Math.round(Math.max(size, total) / 2 ** 20);
        throw refused(`${megabytes} MB once unpacked`, `${megabytes} Mo une fois décompressée`);
      }
      newest = Math.max(newest, entry.getLastModDate().getTime());
      await mkdir(dirname(join(folder, path)), { recursive: true });
      // yauzl checks the size that the archive declares.
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, createWriteStream(join(folder, path), { flags: 'wx', mode: 0o644 }), {
        ...(signal && { signal }),
      });
      onProgress?.(++files, zip.entryCount);
    }
  } catch (error) {
    if (error instanceof InstallError || signal?.aborted) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw error;
    throw new InstallError({ en: `the archive is damaged: ${message}`, fr: `l’archive est endommagée : ${message}` });
  } finally {
    zip.close();
  }
  const comment = String(zip.comment);
  return {
    ...(/^[\da-f]{40}$/.test(comment) && { commit: comment }),
    ...(newest > 0 && { date: new Date(newest).toISOString().slice(0, 10) }),
  };
}

/** yauzl refuses absolute paths, `..` and backslashes; names that Windows reads otherwise are refused here, on every system. */
function pathOf(name: string): string {
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  const isUnsafe = segments.some((segment) => /^\.\.$|[<>:"|?*\\\0-\x1f]|[\s.]$/.test(segment));
  if (isUnsafe || segments.length === 0 || name.startsWith('/'))
    throw refused(`the name “${name}”`, `le nom « ${name} »`);
  return join(...segments);
}

/** Not a link nor a device, as far as an archive made on Unix says. */
function isPlainFile({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 28) & 0xf;
  return versionMadeBy >> 8 !== 3 || type === 0 || type === 8;
}

function refused(en: string, fr: string): InstallError {
  return new InstallError({ en: `the archive is refused: ${en}`, fr: `l’archive est refusée : ${fr}` });
}
