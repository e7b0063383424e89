/** One request to the standard interface, from its address to its answer. */
import type { Base } from '../base.ts';
import { readBalance } from '../documents/balance.ts';
import { postDocument, unpostDocument } from '../documents/post-document.ts';
import { changeObject, createObject, needRow, needSet, rowsOf } from '../documents/write-object.ts';
import { jsonAnswer, textAnswer, type HttpAnswer } from '../http-answer.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Row } from '../row.ts';
import { schema, stockRegister } from '../schema.ts';
import type { Follow } from './evaluate-filter.ts';
import { toMetadataXml } from './metadata-xml.ts';
import { parseOdataAddress, type OdataAddress } from './odata-address.ts';
import { odataErrors } from './odata-error.ts';
import { parseQuery, project, selectRows, type Query } from './query.ts';
import { entityAnswer, listAnswer, toWireForm, type WireForm } from './to-wire.ts';

export interface OdataRequest {
  readonly verb: string;
  /** After `standard.odata`. */
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly body: string;
}

/** Runs the request; throws `OdataError` for what 1C refuses. */
export function answerOdata(base: Base, request: OdataRequest): HttpAnswer {
  const address = parseOdataAddress(request.path);
  const extra = address.kind === 'entity' ? ['PostingModeOperational'] : [];
  const query = parseQuery(request.query, extra);
  const root = `${base.url}/odata/standard.odata`;
  const form = toWireForm(request.accept, query.get('$format'), root);
  if (address.kind === 'metadata') return metadata(base, request.verb);
  if (address.kind === 'document') return document(base, root);
  allow(base, address.set);
  switch (address.kind) {
    case 'entity':
      return answerEntity(base, { address, request, query, form });
    case 'set':
      return answerSet(base, { address, request, query, form });
    case 'function':
      return answerFunction(base, { address, query, form });
  }
}

type Part<Kind> = Extract<OdataAddress, { kind: Kind }>;
interface Ask<Kind> {
  readonly address: Part<Kind>;
  readonly request: OdataRequest;
  readonly query: Query;
  readonly form: WireForm;
}

function metadata(base: Base, verb: string): HttpAnswer {
  if (verb !== 'GET') throw odataErrors.wrongVerb();
  return {
    status: 200,
    headers: { 'Content-Type': 'application/xml;charset=utf-8' },
    body: `\uFEFF${toMetadataXml(base.settings)}`,
  };
}

function document({ settings }: Base, root: string): HttpAnswer {
  const names = schema.map(({ name }) => name).filter((name) => !settings.unpublished.has(name));
  return jsonAnswer({
    'odata.metadata': `${root}/$metadata`,
    value: names.map((name) => ({ name, url: name })),
  });
}

/** What is not in the composition does not exist; what the role hides is refused. */
function allow({ settings }: Base, set: string): void {
  if (settings.unpublished.has(set)) throw odataErrors.noSet(set);
  if (settings.denied.has(set)) throw odataErrors.noRights();
  needSet(set);
}

function followIn(base: Base, set: string): Follow {
  const fields = new Map(needSet(set).fields.map((field) => [field.name, field.target]));
  return (name, ref) => {
    const target = fields.get(`${name}_Key`);
    return target === undefined ? undefined : rowsOf(base, target).get(String(ref));
  };
}

function answerSet(base: Base, { address, request, query, form }: Ask<'set'>): HttpAnswer {
  const { set, isCount } = address;
  if (request.verb === 'POST' && !isCount) {
    const row = createObject(base, set, parseBody(request.body));
    return entityAnswer(form, set, { row, isNew: true });
  }
  if (request.verb !== 'GET') throw odataErrors.wrongVerb();
  const rows = set === stockRegister ? recordsOf(base) : rowsOf(base, set).values();
  const selection = selectRows(rows, query, followIn(base, set));
  if (isCount) return textAnswer(200, `\uFEFF${selection.rows.length}`);
  const expand = query.get('$expand');
  const chosen = selection.rows.map((row) => ({
    ...project(row, query.get('$select')),
    ...expanded(row, expand, followIn(base, set)),
  }));
  return listAnswer(form, set, { rows: chosen, count: selection.count });
}

function expanded(row: Row, expand: string | undefined, follow: Follow): Row {
  const added: Row = {};
  for (const name of (expand ?? '').split(',').filter((one) => one !== '')) {
    const target = follow(name, row[`${name}_Key`] ?? null);
    if (row[`${name}_Key`] === undefined) throw odataErrors.badQuery(`поле "${name}" не найдено`);
    added[name] = target ?? null;
  }
  return added;
}

function recordsOf({ store }: Base): Row[] {
  return store.movements.map((movement) => ({
    Recorder: movement.recorder,
    Period: movement.period,
    RecordType: movement.quantity < 0 ? 'Expense' : 'Receipt',
    Организация_Key: movement.firm,
    Товар_Key: movement.product,
    Склад_Key: movement.warehouse,
    Количество: Math.abs(movement.quantity),
    Стоимость: Math.abs(movement.cost),
  }));
}

function answerEntity(base: Base, { address, request, query, form }: Ask<'entity'>): HttpAnswer {
  const { set, ref, method } = address;
  if (method !== '') {
    if (request.verb !== 'POST') throw odataErrors.wrongVerb();
    return runMethod(base, address);
  }
  const place = { set, ref };
  switch (request.verb) {
    case 'GET':
      if (query.has('$expand')) throw odataErrors.unsupported('$expand');
      return entityAnswer(form, set, {
        row: project(needRow(base, set, ref), query.get('$select')),
      });
    case 'PATCH':
    case 'PUT': {
      const isWhole = request.verb === 'PUT';
      const row = changeObject(base, { ...place, isWhole }, parseBody(request.body));
      return entityAnswer(form, set, { row });
    }
    case 'DELETE':
      needRow(base, set, ref);
      rowsOf(base, set).delete(ref);
      base.store.movements = base.store.movements.filter(({ recorder }) => recorder !== ref);
      return { status: 204, headers: {}, body: '' };
    default:
      throw odataErrors.wrongVerb();
  }
}

function runMethod(base: Base, { set, ref, method }: Part<'entity'>): HttpAnswer {
  if (needSet(set).kind !== 'document') throw odataErrors.noMethod(method);
  if (method === 'Post') postDocument(base, set, ref);
  else if (method === 'Unpost') unpostDocument(base, set, ref);
  else throw odataErrors.noMethod(method);
  // The platform answers with nothing: whether it is posted is seen by reading.
  return textAnswer(200, '');
}

function answerFunction(
  base: Base,
  { address, query, form }: Omit<Ask<'function'>, 'request'>,
): HttpAnswer {
  const { set, name, args } = address;
  if (set !== stockRegister || name !== 'Balance') throw odataErrors.noMethod(name);
  const rows = readBalance(base, args, query.get('$select'));
  const rest = new Map([...query].filter(([option]) => option !== '$select'));
  return listAnswer(
    form,
    `${set}_Balance`,
    selectRows(rows, rest, () => undefined),
  );
}

function parseBody(text: string): JsonObject {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    throw odataErrors.badBody();
  }
  if (!isJsonObject(body)) throw odataErrors.badBody();
  return body;
}
