import {
  type CodeLens,
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type InlayHint,
  InlayHintKind,
} from 'vscode-languageserver';
import type { CodeLens as Lens } from '../features/codeLens';
import type { Completion, Completions } from '../features/completion';
import type { InlayHint as Hint } from '../features/inlayHints';
import type { LineIndex } from '../xml/positions';
import { toTextEdit } from './diagnostics';

const kinds: Record<Completion['kind'], CompletionItemKind> = {
  analysis: CompletionItemKind.Value,
  code: CompletionItemKind.EnumMember,
  unit: CompletionItemKind.Unit,
  oid: CompletionItemKind.Constant,
  template: CompletionItemKind.Class,
};

export function toCompletionList({ items, isIncomplete }: Completions, lines: LineIndex): CompletionList {
  return { isIncomplete, items: items.map((item) => toCompletionItem(item, lines)) };
}

function toCompletionItem(item: Completion, lines: LineIndex): CompletionItem {
  const { label, kind, detail, documentation, edit, others, filter, sort } = item;
  return {
    label,
    kind: kinds[kind],
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && { documentation: { kind: 'markdown' as const, value: documentation } }),
    filterText: filter,
    sortText: sort,
    textEdit: toTextEdit(edit, lines),
    additionalTextEdits: others.map((other) => toTextEdit(other, lines)),
  };
}

export function toInlayHint({ offset, text, tooltip }: Hint, lines: LineIndex): InlayHint {
  return {
    position: lines.position(offset),
    label: text,
    kind: InlayHintKind.Type,
    paddingLeft: true,
    ...(tooltip !== undefined && { tooltip }),
  };
}

/** A command without identifier is a text that nothing happens on. */
export function toCodeLens({ span, title }: Lens, lines: LineIndex): CodeLens {
  return { range: lines.range(span), command: { title, command: '' } };
}
