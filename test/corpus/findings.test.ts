import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { Finding } from '../../server/src/rules/rule';
import { decode } from '../../server/src/xml/decode';
import { LineIndex } from '../../server/src/xml/positions';
import { check } from '../support';

const corpus = join(__dirname, '../../../shared/corpus');
const snapshot = join(__dirname, 'findings.snapshot.txt');

/** Depends on the files beside the document, not on the document. */
const placeBound = 'linked-file-missing';

function absent(folder: string): string | false {
  return existsSync(folder) ? false : '../shared/corpus is not beside the repository';
}

function documentsIn(folder: string) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => ({ name, ...decode(readFileSync(join(folder, name))) }));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** `file line:column rule severity «text under it» message`, between tabs; lines and columns count from 1. */
function describe(name: string, text: string, lines: LineIndex, { at, rule, severity, message }: Finding): string {
  const { line, character } = lines.position(at.start);
  const under = shorten(text.slice(at.start, at.end));
  return [name, `${line + 1}:${character + 1}`, rule, severity, `«${under}»`, message.en].join('\t');
}

/** Findings stand in the order of the text; those on one place in the order of the rules. */
function findingsIn(folder: string): string[] {
  return documentsIn(folder).flatMap(({ name, text, ...bytes }) => {
    const lines = new LineIndex(text);
    return check(text, { bytes })
      .filter(({ rule }) => rule !== placeBound)
      .map((finding) => describe(name, text, lines, finding));
  });
}

suite('corpus', () => {
  const examples = join(corpus, 'examples');
  test('findings on the published examples are the reviewed ones', { skip: absent(examples) }, () => {
    const found = findingsIn(examples);
    if (process.env.UPDATE_SNAPSHOT === '1') writeFileSync(snapshot, `${found.join('\n')}\n`);
    const reviewed = readFileSync(snapshot, 'utf8').trimEnd().split('\n');
    const [now, before] = [new Set(found), new Set(reviewed)];
    const news = found.filter((line) => !before.has(line));
    const gone = reviewed.filter((line) => !now.has(line));
    assert.deepEqual({ news, gone }, { news: [], gone: [] }, 'review them, then run with UPDATE_SNAPSHOT=1');
    assert.deepEqual(found, reviewed);
  });

  const mutants = join(corpus, 'mutants');
  test('no rule fails on a mutant', { skip: absent(mutants) }, () => {
    const documents = documentsIn(mutants);
    assert.ok(documents.length > 0);
    for (const { name, text, ...bytes } of documents) {
      const failed = check(text, { bytes }).filter(({ message }) => message.en.includes('failed on this document'));
      assert.deepEqual(failed, [], name);
    }
  });
});
