import { Router } from 'express';
import { listMappingChanges } from '@ponte/db/product-mapping-changes';
import { listMappings, type ProductMapping } from '@ponte/db/product-mappings';
import { mapProduct, refuseProduct, unmapProduct } from '@ponte/operations/map-product';
import { suggestMappings } from '@ponte/operations/suggest-mappings';
import { undoMapping } from '@ponte/operations/undo-mapping';
import type { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { readBody, readParams, readQuery } from '../http/read-input.ts';
import { mappingPaths } from './mapping-paths.ts';
import {
  historyQuery,
  listQuery,
  pairBody,
  productPath,
  undoBody,
  whyBody,
  type historyPage,
  type mapped,
  type mapping,
  type mappingsPage,
} from './mapping-schemas.ts';
import type { Resource } from './resource.ts';

const account = 'default';

/** Which product of 1C a Bitrix24 card stands for. */
export function createMappingResource(context: ApiContext): Resource {
  const router = Router();
  addPairRoutes(router, context);
  addHistoryRoutes(router, context);
  return { router, paths: mappingPaths };
}

function addPairRoutes(router: Router, { database, ports }: ApiContext): void {
  router.get('/api/mapping/products', async (request, response) => {
    requireCaller(request, 'viewer');
    const { state, product, after, limit } = readQuery(request, listQuery);
    const rows = await listMappings(database.pool, {
      ...{ account, limit },
      ...(state === 'all' ? {} : { state }),
      ...(product === undefined ? {} : { bitrix24ProductIds: [product] }),
      ...(after === undefined ? {} : { after }),
    });
    response.json({ mappings: rows.map(toWire) } satisfies z.input<typeof mappingsPage>);
  });
  router.post('/api/mapping/product', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why, ...body } = readBody(request, pairBody);
    const { mapping: row, ...end } = await mapProduct(ports, toPair(body), { by, reason: why });
    const message =
      end.batch === null ? 'Product was mapped so already' : 'Product mapping created';
    const answer = { status: 'success', message, mapping: toWire(row), ...end } as const;
    response.json(toAnswer<typeof mapped>(answer));
  });
  router.post('/api/mapping/product/refuse', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why, ...body } = readBody(request, pairBody);
    const { mapping: row, ...end } = await refuseProduct(ports, toPair(body), { by, reason: why });
    const message = end.batch === null ? 'Pair was refused already' : 'Pair refused';
    const answer = { status: 'success', message, mapping: toWire(row), ...end } as const;
    response.json(toAnswer<typeof mapped>(answer));
  });
  router.delete('/api/mapping/product/:id', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { id } = readParams(request, productPath);
    const { why } = readBody(request, whyBody);
    const asked = { account, bitrix24ProductId: id };
    response.json(await unmapProduct(ports, asked, { by, reason: why }));
  });
  router.post('/api/mapping/suggest', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why } = readBody(request, whyBody);
    response.json(await suggestMappings(ports, { account }, { by, reason: why }));
  });
}

function addHistoryRoutes(router: Router, { database, ports }: ApiContext): void {
  router.get('/api/mapping/history', async (request, response) => {
    requireCaller(request, 'viewer');
    const { product, batch, before, limit } = readQuery(request, historyQuery);
    const changes = await listMappingChanges(database.pool, {
      ...{ account, limit },
      ...(product === undefined ? {} : { bitrix24ProductId: product }),
      ...(batch === undefined ? {} : { batch }),
      ...(before === undefined ? {} : { before }),
    });
    const answer = { changes: changes.map(toMutable) };
    response.json(answer satisfies z.input<typeof historyPage>);
  });
  router.post('/api/mapping/undo', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { change, batch, product, why } = readBody(request, undoBody);
    const selection = { account, changeId: change, batch, bitrix24ProductId: product };
    response.json(await undoMapping(ports, selection, { by, reason: why }));
  });
}

type PairBody = Omit<z.output<typeof pairBody>, 'why'>;

function toPair(body: PairBody): Parameters<typeof mapProduct>[1] {
  return {
    account,
    bitrix24ProductId: body.bitrix24_product_id,
    bitrix24ProductName: body.bitrix24_product_name,
    onecProductCode: body.onec_product_code,
    onecProductName: body.onec_product_name,
  };
}

function toWire(row: ProductMapping): z.input<typeof mapping> {
  return {
    id: Number(row.id),
    bitrix24_product_id: row.bitrix24ProductId,
    bitrix24_product_name: row.bitrix24ProductName,
    onec_product_code: row.onecProductCode,
    onec_product_name: row.onecProductName,
    state: row.state,
    score: row.score,
    reason: row.reason,
    changed_by: row.changedBy,
    updated_at: row.updatedAt,
  };
}

type ReadonlyLists<Answer> = {
  readonly [Key in keyof Answer]: Answer[Key] extends (infer Item)[]
    ? readonly Item[]
    : Answer[Key];
};

/** Checks an answer against its documentation; lists may be readonly. */
function toAnswer<Schema extends z.ZodType>(
  answer: ReadonlyLists<z.input<Schema>>,
): ReadonlyLists<z.input<Schema>> {
  return answer;
}

type Change = Awaited<ReturnType<typeof listMappingChanges>>[number];

function toMutable({
  before,
  after,
  ...change
}: Change): z.input<typeof historyPage>['changes'][number] {
  return { ...change, before: [...before], after: [...after] };
}
