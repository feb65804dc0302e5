import type { FunctionCall } from './ast';
import { numberOf, numberOf10, oneOf, textOf, textOf10 } from './atoms';
import { castType, isCastable } from './cast';
import {
  type Code,
  type Compiling,
  constant,
  counted,
  type Eval,
  many,
  Needs,
  needsOf,
  noContext,
  type StaticType,
  single,
  truth,
  type,
} from './code';
import { error, type XPathError } from './errors';
import { functions } from './functions';
import { converter, type LibraryFunction, least } from './library';
import { FN, XS } from './names';
import { keyOf } from './static';
import type { Item, Sequence } from './values';

/** Compiles a function call: the host's functions, casts (`xs:date(…)`), functions that need no list of their argument, the library. */
export function call(compiler: Compiling, expression: FunctionCall): Code {
  const { name } = expression;
  const key = keyOf(name.namespace === FN ? { ...name, namespace: '' } : name);
  const args = expression.arguments.map((argument) => compiler.compile(argument));
  const host = compiler.context.functions?.get(key);
  if (host) {
    const [fewest, most] = host.arity;
    if (args.length < fewest || args.length > most) throw wrongCount(expression);
    return many(type('item', 2), needsOf(args) | Needs.item | Needs.host, (item, context) =>
      host.call(
        args.map(({ items }) => items(item, context)),
        context,
        item,
      ),
    );
  }
  if (name.namespace === XS) return constructed(compiler, expression, args);
  if (name.namespace === FN) {
    const special = Object.hasOwn(specials, name.local) ? specials[name.local]?.(compiler, args) : undefined;
    if (special) return special;
    if (Object.hasOwn(functions, name.local))
      return fromLibrary(compiler, expression, args, functions[name.local] as LibraryFunction);
  }
  throw unknown(expression);
}

function shown({ name: { prefix, local } }: FunctionCall): string {
  return prefix ? `${prefix}:${local}` : local;
}

function unknown(expression: FunctionCall): XPathError {
  const name = shown(expression);
  return error('XPST0017', `There is no function ${name}().`, `La fonction ${name}() n’existe pas.`, expression.start);
}

function wrongCount(expression: FunctionCall): XPathError {
  const { length } = expression.arguments;
  return error(
    'XPST0017',
    `The function ${shown(expression)}() does not take ${length} argument${length === 1 ? '' : 's'}.`,
    `La fonction ${shown(expression)}() ne prend pas ${length} argument${length > 1 ? 's' : ''}.`,
    expression.start,
  );
}

function constructed(compiler: Compiling, expression: FunctionCall, args: readonly Code[]): Code {
  const { name } = expression;
  if (!isCastable(name.local)) throw unknown(expression);
  const [code] = args;
  if (!code || args.length !== 1) throw wrongCount(expression);
  const convert = compiler.conversion(name.local);
  const one = oneOf(code, compiler.compatible);
  return single(type(castType(name.local), 1, 0), code.needs, (item, context) => {
    const value = one(item, context);
    return value === undefined ? undefined : convert(value);
  });
}

type Special = (compiler: Compiling, args: readonly Code[]) => Code | undefined;

/** Functions whose code is better than that of a call. None where the number of arguments is not theirs. */
const specials: Readonly<Record<string, Special>> = {
  true: (_, args) => (args.length === 0 ? constant(true) : undefined),
  false: (_, args) => (args.length === 0 ? constant(false) : undefined),
  not: (_, [operand, ...more]) => {
    if (!operand || more.length > 0) return undefined;
    const { test } = operand;
    return truth(operand.needs, (item, context) => !test(item, context));
  },
  boolean: (_, [operand, ...more]) => (operand && more.length === 0 ? truth(operand.needs, operand.test) : undefined),
  exists: (_, [operand, ...more]) =>
    operand && more.length === 0 ? truth(operand.needs, present(operand)) : undefined,
  empty: (_, [operand, ...more]) => {
    if (!operand || more.length > 0) return undefined;
    const some = present(operand);
    return truth(operand.needs, (item, context) => !some(item, context));
  },
  count: (_, [operand, ...more]) =>
    operand && more.length === 0 ? counted(operand.needs, countOf(operand)) : undefined,
  position: (_, args) =>
    args.length === 0
      ? counted(
          Needs.position,
          placed(({ position }) => position),
        )
      : undefined,
  last: (_, args) =>
    args.length === 0
      ? counted(
          Needs.last,
          placed(({ size }) => size),
        )
      : undefined,
  current: (_, args) =>
    args.length === 0 ? single(type('item'), Needs.current, (_item, context) => context.current) : undefined,
  string: (compiler, args) =>
    onOne(compiler, args, 'string', (item, compatible) => {
      if (item === undefined) return '';
      return compatible ? textOf10(item) : textOf(item);
    }),
  number: (compiler, args) =>
    onOne(compiler, args, 'double', (item, compatible) => (compatible ? numberOf10(item) : numberOf(item))),
};

/** A function of one item, the context item where no argument is given. */
function onOne(
  compiler: Compiling,
  args: readonly Code[],
  kind: 'string' | 'double',
  body: (item: Item | undefined, compatible: boolean) => Item,
): Code | undefined {
  if (args.length > 1) return undefined;
  const { compatible } = compiler;
  const [operand] = args;
  if (!operand)
    return single(type(kind), Needs.item, (item) => {
      if (item === undefined) throw noContext();
      return body(item, compatible);
    });
  const one = oneOf(operand, compatible);
  return single(type(kind), operand.needs, (item, context) => body(one(item, context), compatible));
}

function placed(of: (context: Parameters<Eval<unknown>>[1]) => number): Eval<number> {
  return (_, context) => of(context);
}

function present(operand: Code): Eval<boolean> {
  if (operand.type.kind === 'node') return operand.test;
  return operand.any(() => true);
}

function countOf(operand: Code): Eval<number> {
  if (!operand.ordered || operand.type.max < 2 || operand.type.kind !== 'node') {
    const { items } = operand;
    return (item, context) => items(item, context).length;
  }
  const visits = operand.any((_, context) => {
    context.counted++;
    return false;
  });
  return (item, context) => {
    const before = context.counted;
    context.counted = 0;
    visits(item, context);
    const count = context.counted;
    context.counted = before;
    return count;
  };
}

type Take = Eval<unknown>;

function fromLibrary(
  compiler: Compiling,
  expression: FunctionCall,
  given: readonly Code[],
  known: LibraryFunction,
): Code {
  const { parameters, body, onContext, variadic, result } = known;
  if (given.length < least(known) || (given.length > parameters.length && !variadic)) throw wrongCount(expression);
  const args = [...given];
  if (onContext && args.length === parameters.length - 1) {
    args.push(
      single(type('item'), Needs.item, (item) => {
        if (item === undefined) throw noContext();
        return item;
      }),
    );
  }
  const takes = args.map((arg, at) =>
    argument(arg, parameters[Math.min(at, parameters.length - 1)] as string, compiler.compatible),
  );
  const needs = needsOf(args) | known.needs;
  const evaluate = applied(takes, body as (context: unknown, ...values: unknown[]) => unknown);
  const of = resultType(result);
  if (of.max === 2) return many(of, needs, evaluate as Eval<Sequence>);
  const code = single(of, needs, evaluate as Eval<Item | undefined>);
  if (of.kind !== 'integer' || of.min === 0) return code;
  return code.with({ number: (item, context) => Number(evaluate(item, context)) });
}

function applied(takes: readonly Take[], body: (context: unknown, ...values: unknown[]) => unknown): Eval<unknown> {
  const [a, b, c] = takes as [Take, Take, Take];
  switch (takes.length) {
    case 0:
      return (_, context) => body(context);
    case 1:
      return (item, context) => body(context, a(item, context));
    case 2:
      return (item, context) => body(context, a(item, context), b(item, context));
    case 3:
      return (item, context) => body(context, a(item, context), b(item, context), c(item, context));
    default:
      return (item, context) => body(context, ...takes.map((take) => take(item, context)));
  }
}

function resultType(result: string): StaticType {
  const kind = result.replace(/[?*]$/, '') as StaticType['kind'];
  return result.endsWith('*') ? type(kind, 2) : type(kind, 1, result.endsWith('?') ? 0 : 1);
}

/** The function conversion rules for one argument. */
function argument(code: Code, parameter: string, compatible: boolean): Take {
  const [, base = '', occurrence] = /^(\w+)([?*+]?)=?$/.exec(parameter) ?? [];
  const convert = converter(base, compatible);
  if (occurrence === '*' || occurrence === '+') {
    const { items } = code;
    const all: Eval<Sequence> =
      base === 'item' || (base === 'node' && code.type.kind === 'node')
        ? items
        : (item, context) => items(item, context).map(convert);
    if (occurrence === '*') return all;
    return (item, context) => {
      const values = all(item, context);
      if (values.length === 0) throw missing();
      return values;
    };
  }
  const one = oneOf(code, compatible);
  const ready = code.type.kind === base && code.type.kind !== 'item';
  const value: Eval<Item | undefined> = ready
    ? one
    : (item, context) => {
        const found = one(item, context);
        return found === undefined ? undefined : convert(found);
      };
  if (code.type.min === 1 || (occurrence === '?' && !(compatible && base === 'numeric'))) return value;
  return (item, context) => {
    const found = value(item, context);
    if (found !== undefined) return found;
    if (!compatible) throw missing();
    if (base === 'string') return '';
    if (base === 'double' || base === 'numeric') return Number.NaN;
    throw missing();
  };
}

function missing(): XPathError {
  return error('XPTY0004', 'An argument must not be empty.', 'Un argument ne doit pas être vide.');
}
