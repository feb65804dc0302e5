import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { received } from '../../client/src/preview/received';

describe('messages of the page', () => {
  it('are taken when they are what a page may say', () => {
    const messages = [
      { type: 'ready' },
      { type: 'cancel' },
      { type: 'open', href: 'https://example.org' },
      { type: 'source', anchor: 3, focus: true },
      { type: 'finding', index: 0 },
      { type: 'scrolled', line: 12.5 },
      { type: 'command', command: 'cda.exportHtml' },
      { type: 'pdf', hash: 'ab' },
      { type: 'moved', place: { scroll: { narrative: 3, structured: 0 }, view: 'structured', sync: false, pdf: 'x' } },
    ];
    for (const message of messages) assert.deepEqual(received(message), message);
  });

  it('are ignored otherwise', () => {
    const messages = [
      undefined,
      null,
      'ready',
      {},
      { type: 'unknown' },
      { type: 'command', command: 'workbench.action.terminal.sendSequence' },
      { type: 'command' },
      { type: 'open', href: 7 },
      { type: 'open', href: 'x'.repeat(5000) },
      { type: 'source', anchor: -1, focus: true },
      { type: 'source', anchor: 1.5, focus: true },
      { type: 'source', anchor: 1 },
      { type: 'finding', index: '0' },
      { type: 'scrolled', line: Number.NaN },
      { type: 'scrolled', line: -1 },
      { type: 'pdf', hash: {} },
      { type: 'moved' },
      { type: 'moved', place: { scroll: 3 } },
    ];
    for (const message of messages) assert.equal(received(message), undefined, JSON.stringify(message));
  });

  it('lose what does not belong to them', () => {
    assert.deepEqual(received({ type: 'ready', extra: 1 }), { type: 'ready' });
    const place = {
      scroll: { narrative: 'x', pdf: 5, other: 1 },
      view: 'nowhere',
      findings: 'yes',
      __proto__: { a: 1 },
    };
    assert.deepEqual(received({ type: 'moved', place }), { type: 'moved', place: { scroll: { pdf: 5 } } });
  });
});
