/** Calls of functions, `cast` and `isof`. */
import type { Json } from '../../json.ts';
import type { Compiled, Lookup } from './compiled.ts';
import { filterFunctions, isDateUnit, type ValueType } from './filter-functions.ts';
import { odataErrors } from './odata-error.ts';
import type { Expression } from './parse-filter.ts';

/** Makes a call ready: code 14 for a function that there is not, 21 for arguments it does not take. */
export function compileCall(
  { name, args }: Extract<Expression, { kind: 'call' }>,
  compiled: readonly Compiled[],
  lookup: Lookup,
): Compiled {
  if (name === 'cast' || name === 'isof') {
    return compileTyped(name, { of: compiled[0], asked: typeName(args) }, lookup);
  }
  const known = filterFunctions.get(name);
  if (known === undefined) throw odataErrors.badQuery(`функция "${name}" не поддерживается`);
  if (args.length < known.needed || args.length > known.takes.length) {
    throw odataErrors.badCall(name);
  }
  for (const [index, { type }] of compiled.entries()) {
    const takes = known.takes[index] ?? 'any';
    if (type !== takes && type !== 'any' && takes !== 'any') throw odataErrors.badCall(name);
  }
  if (name.startsWith('date')) refuseUnknownUnits(name, args);
  const { gives, run } = known;
  return { type: gives, run: (scope) => run(compiled.map((each) => each.run(scope))) };
}

function refuseUnknownUnits(name: string, args: readonly Expression[]): void {
  for (const each of args) {
    if (each.kind === 'value' && each.of === 'text' && !isDateUnit(String(each.value))) {
      throw odataErrors.badCall(name);
    }
  }
}

/** Names of types other than sets, and what they are here. */
const simpleTypes: Readonly<Record<string, ValueType>> = {
  String: 'text',
  Number: 'number',
  Boolean: 'flag',
  Date: 'date',
};

/** The second argument of `cast` and `isof`: the name of a type. */
function typeName([, type, ...more]: readonly Expression[]): string {
  if (type === undefined || more.length > 0) return '';
  return type.kind === 'value' ? String(type.value) : '';
}

function compileTyped(
  name: 'cast' | 'isof',
  { of, asked }: { of: Compiled | undefined; asked: string },
  lookup: Lookup,
): Compiled {
  const simple = simpleTypes[asked];
  const isKnown = simple !== undefined || lookup.setOf(asked) !== undefined;
  if (of === undefined || !isKnown) throw odataErrors.badCall(name);
  const fits = (found: Json): boolean =>
    simple === undefined
      ? of.target === asked || (of.type === 'reference' && String(found).startsWith(`${asked}|`))
      : of.type === simple;
  if (name === 'isof') return { type: 'flag', run: (scope) => fits(of.run(scope)) };
  if (simple !== undefined) {
    return { type: simple, run: (scope) => (of.type === simple ? of.run(scope) : null) };
  }
  if (of.type === 'guid') {
    return {
      type: 'reference',
      target: asked,
      run: (scope) => `${asked}|${String(of.run(scope))}`,
    };
  }
  const cast = (found: Json): Json => (fits(found) ? found : null);
  return { type: 'reference', target: asked, run: (scope) => cast(of.run(scope)) };
}
