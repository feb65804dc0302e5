import type { ValueSetFault } from '../terminology/valueSets';
import type { Concept, Content } from '../terminology/valueSets/content';
import { asText, ValueSetError } from '../terminology/valueSets/errors';
import { expanded, isObject, type Json, list, readFhir, text } from '../terminology/valueSets/fhir';
import { readCached, writeCached } from './valueSetCache';

export interface TerminologyServer {
  /** Base of a FHIR R4 server, `https://…/fhir`; `http` only on this machine. */
  readonly url: string;
  /** OIDs of the value sets to ask for. Nothing else leaves the machine: no code, no text of a document. */
  readonly wanted: readonly string[];
  /** For one answer; milliseconds. */
  readonly timeout?: number;
}

const defaultTimeout = 10_000;
const pageSize = 1000;
/** Codes of one value set; the largest published one has 6 000. */
const maxConcepts = 100_000;
/** Answers for one value set; few servers give less than 1000 codes in one. */
const maxPages = 200;
const maxAnswerBytes = 32 * 2 ** 20;

/** The server does not answer, or not as one: asking it for the next value set has no sense. */
class Unavailable extends ValueSetError {}

/**
 * Asks a FHIR terminology server for value sets (`ValueSet?identifier=`, then `ValueSet/$expand`, page by page). What was answered
 * lately comes from `cacheDir`, and what was answered once where the server is out of reach. Never rejects.
 */
export async function fetchValueSets(
  server: TerminologyServer,
  cacheDir: string | undefined,
): Promise<{ readonly contents: readonly Content[]; readonly faults: readonly ValueSetFault[] }> {
  const contents: Content[] = [];
  const faults: ValueSetFault[] = [];
  let unavailable = false;
  for (const oid of server.wanted) {
    const cached = cacheDir ? await readCached(cacheDir, server.url, oid) : undefined;
    try {
      const isFresh = cached?.isFresh === true;
      const resource = isFresh || unavailable ? undefined : await expand(new Client(server), oid);
      if (resource && cacheDir) await writeCached(cacheDir, server.url, oid, resource);
      contents.push(...readFhir(resource ?? cached?.resource ?? {}));
    } catch (error) {
      unavailable ||= error instanceof Unavailable;
      faults.push({ source: server.url, message: asText(error) });
      contents.push(...readFhir(cached?.resource ?? {}));
    }
  }
  return { contents, faults };
}

/** The expanded value set, as a ValueSet that bears the OID it was asked by. */
async function expand(client: Client, oid: string): Promise<Json> {
  const urn = `urn:oid:${oid}`;
  const found = await client.get('ValueSet', { identifier: urn, _elements: 'url,identifier' });
  const [match] = list(found, 'entry').flatMap((entry) => list(entry, 'resource'));
  const url = (match && text(match, 'url')) ?? urn;
  const concepts = new Map<string, Concept>();
  let name: string | undefined;
  let total = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let pages = 0; offset < total; pages++) {
    if (pages === maxPages) throw notExpanded(oid);
    const page = await client.get('ValueSet/$expand', { url, offset: String(offset), count: String(pageSize) });
    const [expansion] = list(page, 'expansion');
    if (!expansion && offset > 0) break;
    if (page.resourceType !== 'ValueSet' || !expansion) throw notExpanded(oid);
    name ??= text(page, 'title') ?? text(page, 'name');
    const before = concepts.size;
    const { concepts: some, count } = expanded(expansion);
    for (const concept of some) concepts.set(`${concept.code} ${concept.system}`, concept);
    if (concepts.size > maxConcepts) throw notExpanded(oid);
    const said = text(expansion, 'total') ?? '';
    if (/^\d+$/.test(said)) total = Number(said);
    if (concepts.size === before) {
      // Nothing new: this was all, unless the server gives the first page again and again.
      if (count === pageSize) total = Math.max(offset + 1, Number.isFinite(total) ? total : 0);
      break;
    }
    offset += count;
  }
  return {
    resourceType: 'ValueSet',
    ...(url !== urn && { url }),
    identifier: [{ value: urn }],
    name: name ?? oid,
    expansion: { ...(Number.isFinite(total) && offset < total && { total }), contains: [...concepts.values()] },
  };
}

class Client {
  private readonly base: string;

  constructor(private readonly server: TerminologyServer) {
    this.base = checked(server.url);
  }

  async get(path: string, parameters: Readonly<Record<string, string>>): Promise<Json> {
    const url = `${this.base}/${path}?${new URLSearchParams(parameters)}`;
    const { timeout = defaultTimeout } = this.server;
    try {
      const response = await fetch(url, {
        headers: { accept: 'application/fhir+json' },
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(timeout),
      });
      const body = await bodyOf(response);
      if (/^(?:400|404|410|422)$/.test(String(response.status))) return {};
      if (!response.ok) throw unavailable(`HTTP ${response.status}`);
      const answer: unknown = JSON.parse(body);
      return isObject(answer) ? answer : {};
    } catch (error) {
      throw error instanceof ValueSetError ? error : unavailable(reason(error));
    }
  }
}

/** The address without a slash at its end; throws unless it is https, or http on this machine. */
function checked(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (!url || !isAllowed || url.username || url.password || url.search || url.hash) {
    throw new Unavailable({
      en: `The address of the terminology server is refused: https is needed, and nothing after the path (${address}).`,
      fr: `L’adresse du serveur de terminologies est refusée : elle doit être en https, sans rien après le chemin (${address}).`,
    });
  }
  return url.href.replace(/\/+$/, '');
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw unavailable(`> ${maxAnswerBytes / 2 ** 20} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reason(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return 'time-out';
  return cause instanceof Error ? cause.message : message;
}

function unavailable(why: string): Unavailable {
  return new Unavailable({
    en: `The terminology server cannot be used (${why}); value sets it gave before are taken from the cache.`,
    fr: `Le serveur de terminologies est inutilisable (${why}) ; les jeux de valeurs déjà obtenus sont repris du cache.`,
  });
}

function notExpanded(oid: string): ValueSetError {
  return new ValueSetError({
    en: `The terminology server does not expand the value set ${oid}.`,
    fr: `Le serveur de terminologies ne fournit pas l’expansion du jeu de valeurs ${oid}.`,
  });
}
