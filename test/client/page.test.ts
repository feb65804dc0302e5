import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageHtml } from '../../client/src/preview/page';
import { pageParts } from './pageParts';

const policy = (html: string) => {
  const [, content = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  const entries = content.split('; ').map((directive) => directive.split(/ (.*)/).slice(0, 2) as [string, string]);
  return new Map(entries);
};

describe('the shell of the preview', () => {
  it('allows one script, the styles and files of the extension, and nothing else', () => {
    const directives = policy(pageHtml({ ...pageParts, source: 'https://extension', nonce: 'N0nce' }));
    assert.deepEqual(Object.fromEntries(directives), {
      'default-src': "'none'",
      'script-src': "'nonce-N0nce' 'wasm-unsafe-eval'",
      'style-src': 'https://extension',
      'img-src': 'data:',
      'connect-src': 'https://extension',
      'worker-src': 'blob:',
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });

  it('has no inline style or handler, and one script with the nonce', () => {
    const html = pageHtml(pageParts);
    assert.doesNotMatch(html, /\sstyle=|\son\w+=|<style/i);
    assert.deepEqual(html.match(/<script[^>]*>/g), [
      `<script type="module" nonce="${pageParts.nonce}" src="${pageParts.script}">`,
    ]);
  });

  it('lets no name of a file or text break out of its place', () => {
    const uri = `file:///a"><script>alert(1)</script>`;
    const html = pageHtml({ ...pageParts, uri, labels: { ...pageParts.labels, waiting: '<b>&' } });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes('&#60;b&#62;&#38;'));
  });
});
