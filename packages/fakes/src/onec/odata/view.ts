/** What `$select` and `$expand` leave of a row, and add to it. */
import type { FieldSchema, SetSchema } from '../field-schema.ts';
import { partOf, zeroRef, type Row } from '../row.ts';
import type { Lookup } from './compiled.ts';
import { odataErrors } from './odata-error.ts';
import { presentationOf, presentationSuffix, presentField } from './presentation.ts';
import { readType } from './reference-types.ts';

/** A set as an answer shows it. */
export interface View {
  readonly set: SetSchema;
  /** What is expanded, by the name it has in the answer. */
  readonly expanded: ReadonlyMap<string, View>;
  of(row: Row): Row;
}

type Path = readonly string[];
/** Adds what one name of `$select` or `$expand` asks for. */
type Step = (from: Row, to: Row) => void;

/** The view that the two options describe; both are checked before any row is read. */
export function compileView(
  set: SetSchema,
  { select, expand }: { select: string | undefined; expand: string | undefined },
  lookup: Lookup,
): View {
  return viewOf(set, { select: toPaths(select), expand: toPaths(expand) }, lookup);
}

function toPaths(option: string | undefined): Path[] {
  return (option ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => each.split('/'));
}

function viewOf(
  set: SetSchema,
  { select, expand }: { select: readonly Path[]; expand: readonly Path[] },
  lookup: Lookup,
): View {
  const steps: Step[] = select.length === 0 ? [(from, to) => void Object.assign(to, from)] : [];
  const expanded = new Map<string, View>();
  for (const [name, paths] of expansionsOf(set, expand)) {
    const link = findLink(set, name);
    if (link === undefined) throw odataErrors.noField(name);
    const type = link.target ?? paths[0]?.[0] ?? '*';
    const target = lookup.setOf(type);
    if (target === undefined) throw odataErrors.noField([name, type].join('/'));
    // A composite field is expanded for one of its types, which stands in the path.
    const depth = link.target === undefined ? 1 : 0;
    const below = (path: Path): Path => path.slice(depth);
    const view = viewOf(
      target,
      {
        select: select
          .filter((path) => path[0] === name && path.length > 1 + depth)
          .map((path) => path.slice(1 + depth)),
        expand: paths.map(below).filter((path) => path.length > 0),
      },
      lookup,
    );
    const shown = link.target === undefined ? `${name}_Expanded` : name;
    expanded.set(shown, view);
    steps.push((from, to) => {
      const found = follow(from, link, { type, lookup });
      if (link.target !== undefined || found !== undefined) {
        to[shown] = found === undefined ? null : view.of(found);
      }
    });
  }
  const own = select.filter(([name = '']) => !isExpanded(set, name, expand));
  steps.unshift(...selectSteps(set, own, lookup));
  return {
    set,
    expanded,
    of: (row) => {
      const shown: Row = {};
      for (const step of steps) step(row, shown);
      return shown;
    },
  };
}

/** The names to expand, each with what is to be expanded below it; `*` is all of them. */
function expansionsOf(set: SetSchema, expand: readonly Path[]): Map<string, Path[]> {
  const names = new Map<string, Path[]>();
  for (const [name = '', ...rest] of expand) {
    if (set.parts[name] !== undefined) throw odataErrors.unsupported(`$expand=${name}`);
    const all = name === '*' ? linksOf(set) : [name];
    for (const each of all) {
      const below = names.get(each) ?? [];
      if (rest.length > 0) below.push(rest);
      names.set(each, below);
    }
  }
  return names;
}

/** Names of the references of a set to one other set. */
export function linksOf(set: SetSchema): string[] {
  return set.fields
    .filter(({ name, target }) => target !== undefined && name.endsWith('_Key'))
    .map(({ name }) => name.slice(0, -'_Key'.length));
}

function findLink(set: SetSchema, name: string): FieldSchema | undefined {
  return set.fields.find(
    (field) =>
      (field.name === `${name}_Key` && field.target !== undefined) ||
      (field.name === name && field.isComposite === true),
  );
}

function follow(
  row: Row,
  link: FieldSchema,
  { type, lookup }: { type: string; lookup: Lookup },
): Row | undefined {
  if (link.isComposite === true && readType(row[`${link.name}_Type`]) !== type) return undefined;
  const ref = String(row[link.name] ?? zeroRef);
  return lookup.rowOf(type, ref);
}

function isExpanded(set: SetSchema, name: string, expand: readonly Path[]): boolean {
  const isNamed = expand.some(([first]) => first === name || first === '*');
  return isNamed && findLink(set, name)?.target !== undefined;
}

function selectSteps(set: SetSchema, select: readonly Path[], lookup: Lookup): Step[] {
  const parts = new Map<string, string[]>();
  const steps: Step[] = [];
  for (const [name = '', field] of select) {
    if (field === undefined) steps.push(selectStep(set, name, lookup));
    else parts.set(name, [...(parts.get(name) ?? []), field]);
  }
  for (const [part, fields] of parts) {
    const known = set.parts[part];
    if (known === undefined) throw odataErrors.noField(`${part}/${fields.join(',')}`);
    for (const field of fields) {
      if (!known.some(({ name }) => name === field)) throw odataErrors.noField(`${part}/${field}`);
    }
    steps.push((from, to) => {
      to[part] = partOf(from, part).map((line) => pick(line, fields));
    });
  }
  return steps;
}

function selectStep(set: SetSchema, name: string, lookup: Lookup): Step {
  const partNames = Object.keys(set.parts);
  if (name === '*') return (from, to) => void Object.assign(to, from);
  if (name === '**') {
    return (from, to) => {
      for (const [field, value] of Object.entries(from)) {
        if (!partNames.includes(field)) to[field] = value;
      }
    };
  }
  if (name === 'Presentation') return (from, to) => void (to[name] = presentationOf(from, set));
  if (name.endsWith(presentationSuffix)) return presentationStep(set, name, lookup);
  const isKnown = partNames.includes(name) || set.fields.some((field) => field.name === name);
  if (!isKnown) throw odataErrors.noField(name);
  return (from, to) => void (to[name] = from[name] ?? null);
}

function presentationStep(set: SetSchema, name: string, lookup: Lookup): Step {
  const asked = name.slice(0, -presentationSuffix.length);
  const fields = set.fields.filter(
    (field) => asked === '*' || field.name === asked || field.name === `${asked}_Key`,
  );
  if (fields.length === 0) throw odataErrors.noField(name);
  return (from, to) => {
    for (const field of fields) {
      const shown = field.name.replace(/_Key$/, '');
      to[`${shown}${presentationSuffix}`] = presentField(from, field, lookup);
    }
  };
}

function pick(line: Row, fields: readonly string[]): Row {
  const chosen: Row = {};
  for (const field of fields) chosen[field] = line[field] ?? null;
  return chosen;
}
