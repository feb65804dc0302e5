import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { result } from './support';

const document = parseXml('<?xml version="1.0"?><!--k--><a x="1"><b>t<![CDATA[u]]></b><b y="2"><c/></b><?p d?></a>');

test('paths', () => {
  for (const [source, expected] of [
    ['//b[2]', '<b>'],
    ['count(//b)', '2'],
    ["//b = 'tu'", 'true'],
    ['//b/text()', 'text(tu)'],
    ['a/b[1]/../@x', '@x=1'],
    ['//b | //a', '<a>, <b>, <b>'],
    ['//c/ancestor::*', '<a>, <b>'],
    ['//node()', 'comment(k), <a>, <b>, text(tu), <b>, <c>, instruction(d)'],
  ] as const)
    assert.equal(result(source, { document }), expected, source);
});
