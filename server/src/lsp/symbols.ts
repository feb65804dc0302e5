import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { OutlineSymbol } from '../features/symbols';
import type { LineIndex } from '../xml/positions';

const kinds: Record<OutlineSymbol['kind'], SymbolKind> = {
  document: SymbolKind.File,
  header: SymbolKind.Package,
  participant: SymbolKind.Interface,
  section: SymbolKind.Module,
  entry: SymbolKind.Class,
  result: SymbolKind.Field,
};

export function toDocumentSymbol(
  { name, detail, kind, span, selection, children }: OutlineSymbol,
  lines: LineIndex,
): DocumentSymbol {
  return {
    name,
    detail,
    kind: kinds[kind],
    range: lines.range(span),
    selectionRange: lines.range(selection),
    children: children.map((child) => toDocumentSymbol(child, lines)),
  };
}
