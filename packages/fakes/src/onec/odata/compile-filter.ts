/** Expressions made ready to run: fields, functions and types are checked before any row is read. */
import type { Json } from '../../json.ts';
import type { SetSchema } from '../field-schema.ts';
import type { Row } from '../row.ts';
import { compileCall } from './compile-call.ts';
import type { Compiled, Lookup, Scope } from './compiled.ts';
import type { ValueType } from './filter-functions.ts';
import { odataErrors } from './odata-error.ts';
import type { Expression, Literal } from './parse-filter.ts';
import { walk } from './walk-path.ts';

interface Context {
  readonly set: SetSchema;
  readonly lookup: Lookup;
  readonly bound: Readonly<Record<string, SetSchema>>;
}

/** A value of each row, for `$filter` and `$orderby`. */
export function compile(
  expression: Expression,
  set: SetSchema,
  lookup: Lookup,
): (row: Row) => Json {
  const { run } = compileAny(expression, { set, lookup, bound: {} });
  return (row) => run({ '': row });
}

function compileAny(expression: Expression, context: Context): Compiled {
  switch (expression.kind) {
    case 'value':
      return { type: literalTypes[expression.of], run: () => expression.value };
    case 'field':
      return compileField(expression.path, context);
    case 'not': {
      const { run } = compileAny(expression.of, context);
      return { type: 'flag', run: (scope) => run(scope) !== true };
    }
    case 'minus': {
      const { run } = compileAny(expression.of, context);
      return { type: 'number', run: (scope) => -Number(run(scope)) };
    }
    case 'binary':
      return compileBinary(expression, context);
    case 'call':
      return compileCall(
        expression,
        expression.args.map((each) => compileAny(each, context)),
        context.lookup,
      );
    case 'step':
      return compileStep(expression, context);
    case 'lambda':
      return compileLambda(expression, context);
  }
}

const literalTypes: Readonly<Record<Literal, ValueType>> = {
  text: 'text',
  guid: 'guid',
  datetime: 'date',
  number: 'number',
  flag: 'flag',
  null: 'any',
};

function compileField(path: readonly string[], context: Context): Compiled {
  const [first = '', ...rest] = path;
  const part = context.bound[first];
  if (part === undefined) {
    const { run, ...type } = walk(path, context.set, context.lookup);
    return { ...type, run: (scope) => run(scope[''] ?? {}) };
  }
  const { run, ...type } = walk(rest, part, context.lookup);
  return { ...type, run: (scope) => run(scope[first] ?? {}) };
}

function compileBinary(
  { by, left, right }: Extract<Expression, { kind: 'binary' }>,
  context: Context,
): Compiled {
  const [a, b] = [compileAny(left, context), compileAny(right, context)];
  if (by === 'and') {
    return { type: 'flag', run: (scope) => a.run(scope) === true && b.run(scope) === true };
  }
  if (by === 'or') {
    return { type: 'flag', run: (scope) => a.run(scope) === true || b.run(scope) === true };
  }
  const calculate = arithmetic[by];
  if (calculate !== undefined) {
    return {
      type: 'number',
      run: (scope) => calculate(Number(a.run(scope)), Number(b.run(scope))),
    };
  }
  return { type: 'flag', run: (scope) => compare(by, a.run(scope), b.run(scope)) };
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => Json>> = {
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0 ? null : a / b),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
};

function compare(by: string, left: Json, right: Json): boolean {
  if (by === 'eq') return left === right;
  if (by === 'ne') return left !== right;
  if (typeof left === 'number' && typeof right === 'number') return isInOrder(by, left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return isInOrder(by, left < right ? -1 : Number(left > right));
}

function isInOrder(by: string, difference: number): boolean {
  if (by === 'gt') return difference > 0;
  if (by === 'ge') return difference >= 0;
  return by === 'lt' ? difference < 0 : difference <= 0;
}

function compileStep(
  { from, path }: Extract<Expression, { kind: 'step' }>,
  context: Context,
): Compiled {
  const start = compileAny(from, context);
  const set = start.target === undefined ? undefined : context.lookup.setOf(start.target);
  if (set === undefined) throw odataErrors.noField(path.join('/'));
  const { run, ...type } = walk(path, set, context.lookup);
  return {
    ...type,
    run: (scope) => {
      const ref = String(start.run(scope) ?? '').split('|')[1];
      const found = ref === undefined ? undefined : context.lookup.rowOf(set.name, ref);
      return found === undefined ? null : run(found);
    },
  };
}

function compileLambda(
  { by, part, variable, of }: Extract<Expression, { kind: 'lambda' }>,
  context: Context,
): Compiled {
  const name = part.join('/');
  const fields = context.set.parts[name];
  if (fields === undefined) throw odataErrors.noField(name);
  const rowsOf = (scope: Scope): readonly Row[] => {
    const rows = scope['']?.[name];
    return Array.isArray(rows) ? (rows as Row[]) : [];
  };
  if (of === undefined) return { type: 'flag', run: (scope) => rowsOf(scope).length > 0 };
  const rowSet: SetSchema = { name, kind: 'rows', keys: [], fields, parts: {} };
  const bound = { ...context.bound, [variable]: rowSet };
  const { run } = compileAny(of, { ...context, bound });
  return {
    type: 'flag',
    run: (scope) => {
      const fits = (each: Row): boolean => run({ ...scope, [variable]: each }) === true;
      return by === 'any' ? rowsOf(scope).some(fits) : rowsOf(scope).every(fits);
    },
  };
}
