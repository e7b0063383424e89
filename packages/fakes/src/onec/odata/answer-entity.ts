/** Requests to one entity: reading, writing, its methods, and what it points to. */
import type { Base } from '../base.ts';
import { postDocument, unpostDocument } from '../documents/post-document.ts';
import { changeObject, eraseObject } from '../documents/write-object.ts';
import { lookupIn, needEntitySet } from '../entity-sets.ts';
import type { SetSchema } from '../field-schema.ts';
import { textAnswer, type HttpAnswer } from '../http-answer.ts';
import { partOf, textOf, type Row } from '../row.ts';
import type { Arguments, OdataAddress } from './odata-address.ts';
import { odataErrors } from './odata-error.ts';
import { selectRows } from './query.ts';
import { readEntity } from './read-body.ts';
import { readType } from './reference-types.ts';
import type { SetAsk } from './request.ts';
import { entityAnswer, listAnswer, propertyAnswer } from './to-wire.ts';
import { compileView } from './view.ts';

interface EntityAsk extends SetAsk {
  readonly address: Extract<OdataAddress, { kind: 'entity' }>;
}

/** Runs a request to one entity. */
export function answerEntity(base: Base, ask: EntityAsk): HttpAnswer {
  const { set, address, request } = ask;
  const row = needEntity(base, set, address.key);
  if (request.verb === 'GET') return readPath(base, ask, { set, row, path: address.path });
  if (address.path.length > 0) return runMethod(base, ask, textOf(row, 'Ref_Key'));
  // Rows and records are only read; a record set is written by its document.
  if (set.kind === 'rows' || set.kind === 'records') throw odataErrors.wrongVerb();
  const { isLoading } = request;
  if (isLoading && set.kind === 'register') throw odataErrors.noLoadMode();
  const place = { set: set.name, ref: textOf(row, set.keys[0] ?? ''), isLoading };
  switch (request.verb) {
    case 'PATCH':
    case 'PUT': {
      const body = readEntity(request.body, set);
      const changed = changeObject(base, { ...place, isWhole: request.verb === 'PUT' }, body);
      return entityAnswer(ask.form, viewOf(base, set, undefined), { row: changed });
    }
    case 'DELETE':
      eraseObject(base, place);
      return { status: 204, headers: {}, body: '' };
    default:
      throw odataErrors.wrongVerb();
  }
}

/** The entity with this key; a key of one field needs no name. */
function needEntity(base: Base, set: SetSchema, key: Arguments): Row {
  const values = set.keys.map((name, index): [string, string] => {
    const value = key.get(name) ?? (index === 0 ? key.get('') : undefined);
    if (value === undefined) throw odataErrors.keyPart(name);
    return [name, name.endsWith('_Key') ? value.toLowerCase() : value];
  });
  const [only] = values.length === 1 ? values : [];
  const known = only === undefined ? undefined : base.store.sets.get(set.name)?.get(only[1]);
  const found = known ?? findByKey(base, set, values);
  if (found === undefined) throw odataErrors.noEntity(set.name);
  return found;
}

function findByKey(
  base: Base,
  set: SetSchema,
  values: readonly (readonly [string, string])[],
): Row | undefined {
  // Objects and records lie by their key: looking through them would find nothing else.
  if (set.kind !== 'rows' && set.kind !== 'records') return undefined;
  for (const row of needEntitySet(set.name).rows(base)) {
    if (values.every(([name, value]) => String(row[name]) === value)) return row;
  }
  return undefined;
}

function viewOf(base: Base, set: SetSchema, select: string | undefined) {
  return compileView(set, { select, expand: undefined }, lookupIn(base));
}

interface Place {
  readonly set: SetSchema;
  readonly row: Row;
  readonly path: readonly string[];
}

/** An entity, or what the names behind its address lead to. */
function readPath(base: Base, ask: EntityAsk, { set, row, path }: Place): HttpAnswer {
  const { form, query } = ask;
  if (query.has('$expand')) throw odataErrors.unsupported('$expand');
  const [name, ...rest] = path;
  if (name === undefined) {
    const view = viewOf(base, set, query.get('$select'));
    return entityAnswer(form, view, { row: view.of(row) });
  }
  const field = set.fields.find((one) => one.name === name);
  if (field?.isComposite !== true && field !== undefined && rest.length === 0) {
    return propertyAnswer(form, { name, type: field.type, value: row[name] ?? null });
  }
  if (set.parts[name] !== undefined && rest.length === 0)
    return readPart(base, ask, { set, row, path });
  const link = field ?? set.fields.find((one) => one.name === `${name}_Key`);
  const type = link?.isComposite === true ? readType(row[`${name}_Type`]) : link?.target;
  const lookup = lookupIn(base);
  const target = type === undefined ? undefined : lookup.setOf(type);
  if (link === undefined || target === undefined) throw odataErrors.noProperty(name);
  if (base.settings.denied.has(target.name)) throw odataErrors.noRights(base.settings.rightsAnswer);
  const found = lookup.rowOf(target.name, String(row[link.name]));
  if (found === undefined) throw odataErrors.noEntity(target.name);
  return readPath(base, ask, { set: target, row: found, path: rest });
}

/** The rows of one table part of one object. */
function readPart(base: Base, { form, query }: EntityAsk, { set, row, path }: Place): HttpAnswer {
  const part = path[0] ?? '';
  const known = set.kind === 'records' ? `${set.name}_RecordType` : `${set.name}_${part}`;
  const rowSet = needEntitySet(known).set;
  const owner = set.kind === 'records' ? {} : { Ref_Key: row['Ref_Key'] ?? '' };
  const lines = partOf(row, part).map((line): Row => ({ ...owner, ...line }));
  const source = { set: rowSet, lookup: lookupIn(base), quirks: base.settings.filterQuirks };
  const view = viewOf(base, rowSet, query.get('$select'));
  const selection = selectRows(lines, query, source);
  return listAnswer(form, view, { ...selection, rows: selection.rows.map(view.of) });
}

function runMethod(base: Base, { set, address, request }: EntityAsk, ref: string): HttpAnswer {
  const method = address.path.join('/');
  const isKnown = set.kind === 'document' && (method === 'Post' || method === 'Unpost');
  if (!isKnown) throw odataErrors.noMethod(method);
  if (request.verb !== 'POST') throw odataErrors.wrongVerb();
  if (request.isLoading) throw odataErrors.noLoadMode();
  if (method === 'Post') postDocument(base, set.name, ref);
  else unpostDocument(base, set.name, ref);
  // The platform answers with nothing: whether it is posted is seen by reading.
  return textAnswer(200, '');
}
