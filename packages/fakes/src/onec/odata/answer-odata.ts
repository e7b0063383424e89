/** One request to the standard interface, from its address to its answer. */
import { localNow, type Base } from '../base.ts';
import { readRegisterTable } from '../documents/register-tables.ts';
import { createObject } from '../documents/write-object.ts';
import { lookupIn, needEntitySet, publishedSets } from '../entity-sets.ts';
import type { SetSchema } from '../field-schema.ts';
import { textAnswer, type HttpAnswer } from '../http-answer.ts';
import { answerEntity } from './answer-entity.ts';
import { toMetadataXml } from './metadata-xml.ts';
import { parseOdataAddress, type OdataAddress } from './odata-address.ts';
import { odataErrors } from './odata-error.ts';
import { parseQuery, selectRows, type Query, type Source } from './query.ts';
import { readEntity } from './read-body.ts';
import type { OdataRequest, SetAsk } from './request.ts';
import { entityAnswer, listAnswer, serviceAnswer, toWireForm, type WireForm } from './to-wire.ts';
import { compileView, type View } from './view.ts';

/** Runs the request; throws `OdataError` for what 1C refuses. */
export function answerOdata(base: Base, request: OdataRequest): HttpAnswer {
  const address = parseOdataAddress(request.path);
  const extra = address.kind === 'entity' ? ['PostingModeOperational'] : [];
  const query = parseQuery(request.query, extra);
  if (address.kind === 'metadata') return metadata(base, request.verb);
  const place = { root: `${base.url}/odata/standard.odata`, now: localNow(base) };
  const form = toWireForm({ accept: request.accept, format: query.get('$format') }, place);
  if (address.kind === 'document') return document(base, request.verb, form);
  const { set } = allow(base, address.set);
  switch (address.kind) {
    case 'entity':
      return answerEntity(base, { set, address, request, query, form });
    case 'set':
      return answerSet(base, { set, request, query, form }, address.isCount);
    case 'function':
      if (request.verb !== 'GET') throw odataErrors.wrongVerb();
      return answerFunction(base, address, { query, form });
  }
}

function metadata(base: Base, verb: string): HttpAnswer {
  if (verb !== 'GET') throw odataErrors.wrongVerb();
  return {
    status: 200,
    headers: { 'Content-Type': 'application/xml;charset=utf-8' },
    body: `\uFEFF${toMetadataXml(base.settings)}`,
  };
}

function document({ settings }: Base, verb: string, form: WireForm): HttpAnswer {
  if (verb !== 'GET') throw odataErrors.wrongVerb();
  return serviceAnswer(
    form,
    publishedSets(settings).map(({ set }) => set.name),
  );
}

/** What is not in the composition does not exist; what the role hides is refused. */
function allow({ settings }: Base, name: string): ReturnType<typeof needEntitySet> {
  const found = needEntitySet(name);
  if (settings.unpublished.has(found.owner)) throw odataErrors.noSet(name);
  if (settings.denied.has(found.owner)) throw odataErrors.noRights(settings.rightsAnswer);
  return found;
}

function answerSet(
  base: Base,
  { set, request, query, form }: SetAsk,
  isCount: boolean,
): HttpAnswer {
  if (request.verb === 'POST' && !isCount) return create(base, { set, request, query, form });
  if (request.verb !== 'GET') throw odataErrors.wrongVerb();
  const view = viewOf(base, set, query);
  const selection = selectRows(needEntitySet(set.name).rows(base), query, sourceOf(base, set));
  if (isCount) return textAnswer(200, `\uFEFF${selection.rows.length}`);
  return listAnswer(form, view, { ...selection, rows: selection.rows.map(view.of) });
}

function create(base: Base, { set, request, form }: SetAsk): HttpAnswer {
  const { isLoading } = request;
  if (set.kind === 'rows') {
    throw set.name.endsWith('_RecordType') ? odataErrors.wrongVerb() : odataErrors.rowsAlone();
  }
  // Records are written by documents.
  if (set.kind === 'records') throw odataErrors.wrongVerb();
  if (isLoading && set.kind === 'register') throw odataErrors.noLoadMode();
  const row = createObject(base, { set: set.name, isLoading }, readEntity(request.body, set));
  const view = viewOf(base, set, new Map());
  // A record of a register has no address of its own to be created at.
  return entityAnswer(form, view, { row, status: set.kind === 'register' ? 200 : 201 });
}

function viewOf(base: Base, set: SetSchema, query: Query): View {
  const options = { select: query.get('$select'), expand: query.get('$expand') };
  return compileView(set, options, lookupIn(base));
}

function sourceOf(base: Base, set: SetSchema): Source {
  return { set, lookup: lookupIn(base), quirks: base.settings.filterQuirks };
}

type FunctionAddress = Extract<OdataAddress, { kind: 'function' }>;

function answerFunction(
  base: Base,
  { set: register, name, args }: FunctionAddress,
  { query, form }: Pick<SetAsk, 'query' | 'form'>,
): HttpAnswer {
  const ask = { name, args, select: query.get('$select') };
  const { rows, set } = readRegisterTable(base, register, ask);
  const view = viewOf(base, set, query);
  const selection = selectRows(rows, query, sourceOf(base, set));
  return listAnswer(form, view, { ...selection, rows: selection.rows.map(view.of) });
}
