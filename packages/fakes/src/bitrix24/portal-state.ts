import type { Json, JsonObject } from '../json.ts';
import { describeCatalogue } from './catalogue/describe-catalogue.ts';
import { parseSelect } from './lists/select.ts';
import type { Portal } from './portal.ts';
import { describeBoard } from './publishing/describe-board.ts';
import { fromJson } from './transport/php-value.ts';
import { toSoundDeal } from './wire/to-wire-deal.ts';

/**
 * GET /state: counts and dictionaries; with ?deals=1 or ?ids=1,2 also the deals as the portal has
 * them now, in the form of crm.deal.list; ?fields=ID,DATE_MODIFY narrows them; with ?userFields=1
 * also the user fields.
 */
export function describePortal(portal: Portal, query: URLSearchParams): Json {
  const { deals, dictionaries, settings, clock, bucket, operating, events } = portal;
  const nowMs = clock.nowMs();
  return {
    vendor: 'bitrix24',
    seed: portal.seed,
    scenario: { ...portal.scenario },
    now: new Date(nowMs).toISOString(),
    domain: portal.domain,
    counts: {
      deals: deals.liveCount,
      deletedDeals: deals.deletedIds.size,
      brokenDeals: deals.breakages.size,
      users: dictionaries.users.length,
      products: portal.catalogue.products.rows.length,
      files: portal.board.files.rows.length,
      posts: portal.board.posts.rows.length,
      storeDocuments: portal.catalogue.documents.rows.length,
      funnels: dictionaries.funnels.length,
    },
    pendingEdits: portal.pendingEdits,
    pendingEvents: events.pending,
    bucket: { ...settings.plan, levels: bucket.levels(nowMs) },
    operating: { mode: operating.mode, seconds: operating.list(nowMs) },
    offsetMinutes: settings.offsetMinutes,
    cost: { ...settings.cost },
    events: { ...events.settings },
    eventHandlers: events.handlers.map((handler) => ({ ...handler })),
    faults: portal.faults.list(),
    funnels: dictionaries.funnels.map((funnel) => ({ ...funnel })),
    stages: dictionaries.statuses
      .filter(({ entityId }) => entityId.startsWith('DEAL_STAGE'))
      .map((stage) => ({ ...stage })),
    users: dictionaries.users.map((user) => ({ ...user })),
    options: Object.fromEntries(
      [...dictionaries.options].map(([field, list]) => [
        field,
        list.map(({ id, sort, value }) => ({ id, sort, value })),
      ]),
    ),
    ...(query.get('userFields') === '1' ? { userFields: listUserFields(portal) } : {}),
    ...describeCatalogue(portal, query),
    ...describeBoard(portal, query),
    ...listDeals(portal, query),
  };
}

function listUserFields({ dictionaries }: Portal): Json {
  return [...dictionaries.fields.values()]
    .filter(({ isDynamic }) => isDynamic)
    .map(({ name, type, title, isMultiple, fieldId }) => ({
      ...{ id: Number(fieldId), name, type, label: title, multiple: isMultiple },
    }));
}

function listDeals(portal: Portal, query: URLSearchParams): JsonObject {
  const { deals, dictionaries, settings } = portal;
  const named = query.get('ids')?.split(',').map(Number);
  if (!named && query.get('deals') !== '1') return {};
  const names = query.get('fields')?.split(',') ?? [];
  const fields = parseSelect(fromJson(names), dictionaries.fields);
  const { offsetMinutes } = settings;
  const ids = (named ?? deals.ids).filter((id) => deals.exists(id));
  return {
    deals: ids.map((id) => toSoundDeal(deals, id, { fields, route: 'list', offsetMinutes })),
  };
}

/** GET /counters */
export function describeCounters(portal: Portal): Json {
  const { counters, bucket, operating, events } = portal;
  return {
    requests: counters.requests,
    commands: counters.commands,
    counts: counters.counts,
    writes: counters.writes,
    refusals: bucket.refusals,
    operatingRefusals: operating.refusals,
    maxBucketLevel: bucket.maxLevel,
    dealReads: counters.dealReads,
    duplicateDealReads: counters.duplicateDealReads,
    dealGets: counters.dealGets,
    requestsByMethod: { ...counters.requestsByMethod },
    countsByMethod: { ...counters.countsByMethod },
    commandsByMethod: { ...counters.commandsByMethod },
    faultsByKind: { ...counters.faultsByKind },
    events: { ...events.counts, pending: events.pending },
  };
}

/** GET /requests: oldest first; ?method=crm.deal.get and ?limit=n narrow it. */
export function describeRequests(portal: Portal, query: URLSearchParams): Json {
  const method = query.get('method')?.toLowerCase();
  const entries = portal.requestLog
    .list()
    .filter((entry) => method === undefined || entry.method === method);
  const limit = Number(query.get('limit') ?? entries.length);
  const newest = limit > 0 ? entries.slice(-limit) : [];
  return { total: portal.requestLog.total, requests: newest.map((entry) => ({ ...entry })) };
}

/** GET /deliveries: oldest first; ?limit=n gives the newest n. */
export function describeDeliveries(portal: Portal, query: URLSearchParams): Json {
  const entries = portal.events.log.list();
  const limit = Number(query.get('limit') ?? entries.length);
  const newest = limit > 0 ? entries.slice(-limit) : [];
  return {
    ...portal.events.counts,
    pending: portal.events.pending,
    deliveries: newest.map((entry) => ({ ...entry })),
  };
}
