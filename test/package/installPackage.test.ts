import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import { type Zippable, zipSync } from 'fflate';
import { download } from '../../server/src/package/download';
import { InstallError } from '../../server/src/package/installError';
import { installedPackage, readState } from '../../server/src/package/installedPackage';
import { hasPreviousPackage, installPackage, restorePackage } from '../../server/src/package/installPackage';

const temporary = mkdtempSync(join(tmpdir(), 'cda-install-'));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(temporary, `installed-${count++}`);
});

const text = (content: string) => new TextEncoder().encode(content);
const parts = {
  'infrastructure/cda/CDA_extended.xsd': text('<schema/>'),
  'schematrons/profils/IHE.sch': text('<schema/>'),
  'schematrons/CI-SIS_BIO-CR-BIO_2024.01.sch': text('<schema/>'),
  'jeuxDeValeurs/JDV_é.xml': text('<a/>'),
};
const commit = 'a1'.repeat(20);

/** As GitHub makes them: everything in one folder, the commit as comment. */
function archive(files: Zippable = parts, top = 'outil-testContenuCDA20250303/', comment = commit): Uint8Array {
  const inside = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [top + name, bytes]));
  const zip = zipSync(inside, { mtime: new Date('2025-03-03T12:00:00') });
  const bytes = Buffer.concat([zip, Buffer.from(comment)]);
  bytes.writeUInt16LE(comment.length, zip.length - 2);
  return bytes;
}

const zip = archive();
const sha256 = createHash('sha256').update(zip).digest('hex');

/** What the server does, by path. */
const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/zip': (response) =>
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': zip.length }).end(zip),
  '/moved': (response) => response.writeHead(302, { location: '/moved-again' }).end(),
  '/moved-again': (response) => response.writeHead(301, { location: '/zip' }).end(),
  '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
  '/foreign': (response) => response.writeHead(302, { location: 'http://example.org/a.zip' }).end(),
  '/page': (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
  '/text': (response) => response.writeHead(200, { 'content-type': 'application/zip' }).end('no zip'),
  '/truncated': (response) => {
    response.writeHead(200, { 'content-length': zip.length });
    response.write(zip.subarray(0, 200));
    setTimeout(() => response.destroy(), 50);
  },
  '/half': (response) => response.writeHead(200).end(zip.subarray(0, zip.length / 2)),
  '/slow': (response) => {
    response.writeHead(200, { 'content-length': zip.length });
    response.write(zip.subarray(0, 200));
  },
  '/huge': (response) => response.writeHead(200, { 'content-length': 2 ** 40 }).end(),
};
const server = createServer((request, response) => {
  const answer = answers[request.url ?? ''];
  if (answer) answer(response, request);
  else response.writeHead(404).end('nothing');
});
let base = '';
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(temporary, { recursive: true });
});

const install = (path: string) => installPackage({ url: base + path }, { folder });
const local = (bytes: Uint8Array) => {
  const file = join(temporary, `local-${count++}.zip`);
  writeFileSync(file, bytes);
  return installPackage({ file }, { folder });
};
const refusedAs = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof InstallError, String(error));
  assert.match(error.text.en, pattern);
  assert.notEqual(error.text.fr, '');
  return true;
};

suite('installing the ANS package', () => {
  test('downloads, unpacks, notes what it is, and shows its checksum', async () => {
    const phases = new Set<string>();
    const { package: found, sha256: shown } = await installPackage(
      { url: `${base}/zip` },
      { folder, onProgress: ({ phase, done, total }) => done > 0 && total && phases.add(phase) },
    );
    assert.deepEqual([shown, [...phases]], [sha256, ['download', 'unpack']]);
    assert.equal(installedPackage(folder), found.root);
    assert.deepEqual([found.version.commit, found.version.date], [commit, '2025-03-03']);
    assert.equal(readFileSync(join(found.root, 'jeuxDeValeurs', 'JDV_é.xml'), 'utf8'), '<a/>');
    assert.deepEqual(
      readdirSync(folder).sort(),
      [basename(found.root), 'installed.json'].sort(),
      'nothing is left over',
    );
  });

  test('follows redirects, also from a local file without a folder around it', async () => {
    assert.equal((await install('/moved')).sha256, sha256);
    const { package: found } = await local(archive(parts, '', ''));
    assert.equal(found.profiles.length, 1);
  });

  test('keeps the package before, goes back to it and forth, and removes older ones', async () => {
    assert.equal(await restorePackage(folder), undefined);
    const first = (await install('/zip')).package.root;
    assert.equal(hasPreviousPackage(folder), false);
    assert.equal(await restorePackage(folder), undefined);
    const second = (await local(archive({ ...parts, 'a.txt': text('2') }))).package.root;
    assert.equal(hasPreviousPackage(folder), true);
    assert.equal((await restorePackage(folder))?.root, first);
    assert.equal((await restorePackage(folder))?.root, second);
    const third = (await local(archive({ ...parts, 'a.txt': text('3') }))).package.root;
    assert.deepEqual([existsSync(first), existsSync(second), existsSync(third)], [false, true, true]);
    assert.deepEqual(readState(folder), { current: basename(third), previous: basename(second) });
  });

  test('says in one sentence why an answer is no package, and leaves everything as it was', async () => {
    const root = (await install('/zip')).package.root;
    const before = readdirSync(folder).sort();
    for (const [path, reason] of [
      ['/nothing', /HTTP 404/],
      ['/page', /a page, not with an archive/],
      ['/text', /not a zip archive/],
      ['/truncated', /cut short/],
      ['/half', /not a zip archive, or is damaged/],
      ['/loop', /redirects too often/],
      ['/foreign', /https is needed: http:\/\/example\.org/],
      ['/huge', /more than 512 MB/],
    ] as const) {
      await assert.rejects(install(path), refusedAs(reason), path);
    }
    await assert.rejects(installPackage({ url: 'ftp://127.0.0.1/a' }, { folder }), refusedAs(/https is needed/));
    await assert.rejects(installPackage({ file: join(temporary, 'none') }, { folder }), refusedAs(/no such file/));
    await assert.rejects(local(archive({ 'readme.txt': text('') })), refusedAs(/not the ANS package/));
    assert.deepEqual([installedPackage(folder), readdirSync(folder).sort()], [root, before]);
  });

  test('refuses what would leave the folder, be a bomb, or overwrite', async () => {
    for (const name of ['../evil.txt', '/etc/evil', 'a/../../evil', 'C:/evil', 'a\\..\\..\\evil', 'con|x', 'a./b'])
      await assert.rejects(local(archive({ ...parts, [name]: text('evil') }, '')), InstallError, name);
    assert.ok(!existsSync(join(temporary, 'evil.txt')));
    const bomb = archive({ ...parts, 'bomb.xml': new Uint8Array(64 * 2 ** 20) });
    await assert.rejects(local(bomb), refusedAs(/refused: 64 MB once unpacked/));
    assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], []);
  });

  test('does not make links', async () => {
    const link = {
      ...parts,
      'schematrons/link.sch': [text('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
    } as Zippable;
    const { package: found } = await local(archive(link));
    assert.ok(!existsSync(join(found.root, 'schematrons', 'link.sch')));
  });

  test('stops half way when told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const running = installPackage(
      { url: `${base}/slow` },
      { folder, signal: stop.signal, onProgress: () => stop.abort() },
    );
    await assert.rejects(running, { name: 'AbortError' });
    assert.deepEqual(readdirSync(folder), []);
  });

  test('removes what killed installations left, not what may still be running', async () => {
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const name of ['.part-old', '.part-young']) {
      mkdirSync(join(folder, name, 'files'), { recursive: true });
      writeFileSync(join(folder, name, 'archive.zip'), 'half');
    }
    writeFileSync(join(folder, '.state-old'), '{}');
    for (const name of ['.part-old', '.state-old']) utimesSync(join(folder, name), yesterday, yesterday);
    const { package: found } = await install('/zip');
    assert.deepEqual(readdirSync(folder).sort(), ['.part-young', basename(found.root), 'installed.json'].sort());
  });

  test('gives up a server that falls silent', async () => {
    mkdirSync(folder, { recursive: true });
    await assert.rejects(
      download(`${base}/slow`, join(folder, 'a'), { patience: 300 }),
      refusedAs(/does not answer any more/),
    );
  });

  test('believes no state that somebody else wrote', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'installed.json'), '{"current":"../../etc","previous":3}');
    assert.deepEqual(readState(folder), {});
  });
});
