import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { hover } from '../../server/src/features/hover';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import { examples } from '../cda/examples';

test('the ANS examples: every seventh attribute answers, or keeps silent, without failing', {
  skip: examples.skip,
}, () => {
  const context = { circuit: Circuit.builtIn(), ucum };
  const answers = new Map<string, number>();
  for (const { name, text } of examples.documents()) {
    const document = CdaDocument.read(text);
    assert.ok(document, name);
    const attributes = document.elements.flatMap((element) => element.attributes);
    for (let i = 0; i < attributes.length; i += 7) {
      const attribute = attributes[i];
      if (!attribute) continue;
      for (const language of ['en', 'fr'] as const) {
        const found = hover(document, attribute.valueStart, context, language);
        if (!found) continue;
        assert.ok(found.span.start <= attribute.valueStart && attribute.valueStart <= found.span.end, name);
        assert.ok(found.markdown.length > 3 && found.markdown.length < 5000, `${name}: ${found.markdown}`);
        answers.set(attribute.owner.local, (answers.get(attribute.owner.local) ?? 0) + 1);
      }
    }
  }
  for (const local of ['templateId', 'code', 'value', 'id', 'translation', 'interpretationCode']) {
    assert.ok((answers.get(local) ?? 0) > 10, `${local}: ${answers.get(local)}`);
  }
});
