import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { InstallError } from './installError';

/** The archive of the ANS has some 60 MB. */
const maxBytes = 512 * 2 ** 20;
const maxRedirects = 5;
/** Without a byte for so long, the server is given up; milliseconds. */
const patience = 60_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes so far, and in all where the server says it. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** After this without a byte the server is given up; milliseconds. */
  readonly patience?: number;
}

/** Downloads a file; resolves to the SHA-256 of its bytes, hexadecimal. Only https, and http on this machine, also after redirects. */
export async function download(address: string, path: string, options: DownloadOptions = {}): Promise<string> {
  const silent = new AbortController();
  const wait = options.patience ?? patience;
  let timer = setTimeout(() => silent.abort(), wait);
  const signal = options.signal ? AbortSignal.any([options.signal, silent.signal]) : silent.signal;
  try {
    const response = await follow(checked(address), signal);
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const total = Number.isInteger(length) ? length : undefined;
    if (total !== undefined && total > maxBytes) throw tooLarge();
    const hash = createHash('sha256');
    const file = await open(path, 'wx');
    let done = 0;
    try {
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), wait);
        done += chunk.length;
        if (done > maxBytes) throw tooLarge();
        hash.update(chunk);
        await file.write(chunk);
        options.onProgress?.(done, total);
      }
    } finally {
      await file.close();
    }
    // A body that the connection compressed has another length.
    const isAsSent = !response.headers.get('content-encoding');
    if (total !== undefined && isAsSent && done !== total) throw truncated();
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof InstallError || options.signal?.aborted) throw error;
    if (silent.signal.aborted) {
      throw new InstallError({ en: 'the server does not answer any more', fr: 'le serveur ne répond plus' });
    }
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    if (/terminated|aborted|closed/i.test(reason)) throw truncated();
    throw new InstallError({ en: `the download failed: ${reason}`, fr: `le téléchargement a échoué : ${reason}` });
  } finally {
    clearTimeout(timer);
  }
}

/** SHA-256 of a file, hexadecimal; refuses what no archive of the package can be. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw tooLarge();
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof InstallError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InstallError(
      code === 'ENOENT'
        ? { en: `no such file: ${path}`, fr: `fichier introuvable : ${path}` }
        : code === 'EISDIR'
          ? {
              en: `${path} is a folder: a zip archive is needed`,
              fr: `${path} est un dossier : il faut une archive zip`,
            }
          : { en: `the file cannot be read: ${message}`, fr: `le fichier ne peut pas être lu : ${message}` },
    );
  }
  return hash.digest('hex');
}

async function follow(start: URL, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await fetch(url, { redirect: 'manual', referrerPolicy: 'no-referrer', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = checked(new URL(location, url).href);
      continue;
    }
    const type = response.headers.get('content-type') ?? '';
    const isPage = /^text\/html\b/i.test(type);
    if (response.ok && !isPage) return response;
    await response.body?.cancel();
    throw new InstallError(
      response.ok
        ? {
            en: 'the server answered with a page, not with an archive',
            fr: 'le serveur a répondu par une page, pas par une archive',
          }
        : { en: `the server answered HTTP ${response.status}`, fr: `le serveur a répondu HTTP ${response.status}` },
    );
  }
  throw new InstallError({ en: 'the server redirects too often', fr: 'le serveur redirige trop souvent' });
}

function checked(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) return url;
  throw new InstallError({
    en: `the address is refused, https is needed: ${address}`,
    fr: `l’adresse est refusée, elle doit être en https : ${address}`,
  });
}

function tooLarge(): InstallError {
  const megabytes = maxBytes / 2 ** 20;
  return new InstallError({
    en: `the archive is refused: more than ${megabytes} MB`,
    fr: `l’archive est refusée : plus de ${megabytes} Mo`,
  });
}

function truncated(): InstallError {
  return new InstallError({ en: 'the download was cut short', fr: 'le téléchargement a été interrompu' });
}
