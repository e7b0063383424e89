import { ParamsFactory } from '@bitrix24/b24jssdk';
import { createClock } from '@ponte/clock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchCertificate, startFakePortal, type FakePortal } from '../testing/fake-portal.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { connectOfficialSdk } from '../testing/official-sdk.ts';
import { createBitrix24, type Bitrix24Client } from './index.ts';
import { toDealRecord, type DealRecord } from './model.ts';

// The SDK knows no other time than the real one.
const clock = createClock();
const DEALS = 130;
const UNLIMITED = { burst: 100_000, perSecond: 1_000 };

let fake: FakePortal;
let ca: string;

beforeAll(async () => {
  fake = await startFakePortal(clock, { deals: DEALS });
  ca = await fetchCertificate(fake.tlsUrl);
  // The dialects of each client are compared, not their patience.
  await fake.act({ do: 'set-plan', size: 100_000, drainPerSecond: 1_000 });
});
afterAll(() => fake.stop());

const LIST = { method: 'crm.deal.list', params: { select: ['*', 'UF_*'] } };

/** Some of what crm.item.list says of a deal. */
interface ListedItem {
  readonly id: number;
  readonly title: string;
  readonly stageId: string;
  readonly updatedTime: string;
}

/** What the SDK's rows mean in our words. */
function toOurs(row: unknown): DealRecord {
  const reading = toDealRecord(row);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.deal;
}

describe.each(['http', 'TLS'] as const)(
  'over %s the official SDK and Ponte read the same',
  (way) => {
    const trusted = (): { ca?: string } => (way === 'TLS' ? { ca } : {});
    const addressOf = () =>
      way === 'TLS' ? fake.webhookUrl.replace(fake.url, fake.tlsUrl) : fake.webhookUrl;

    let client: Bitrix24Client;
    beforeAll(() => {
      client = createBitrix24({
        ...{ webhookUrl: addressOf(), account: 'default', clock, logger: collectLogLines().logger },
        http: { ...trusted(), limit: UNLIMITED },
      });
    });
    afterAll(() => client.close());
    const openSdk = () => connectOfficialSdk(addressOf(), trusted().ca);

    test('deals, all fields of all of them, whether listed or read by ranges', async () => {
      const theirs: DealRecord[] = [];
      for await (const page of openSdk().actions.v2.fetchList.make(LIST)) {
        theirs.push(...page.map(toOurs));
      }
      expect(theirs).toHaveLength(DEALS);
      const listed = await collect(client.listDeals());
      expect(listed.map((each) => (each.ok ? each.deal : each))).toEqual(theirs);
      expect(await readAll(client)).toEqual(theirs);
    });

    test('the same deals as items, in the spelling of the universal methods', async () => {
      const items: ListedItem[] = [];
      const pages = openSdk().actions.v2.fetchList.make<ListedItem>({
        ...{ method: 'crm.item.list', params: { entityTypeId: 2, select: ['*'] } },
        ...{ idKey: 'id', customKeyForResult: 'items' },
      });
      for await (const page of pages) items.push(...page);
      const ours = await readAll(client);
      expect(items.map(({ id, title, stageId }) => [String(id), title, stageId])).toEqual(
        ours.map(({ id, title, stageId }) => [id, title, stageId]),
      );
      expect(items.map(({ updatedTime }) => Date.parse(updatedTime))).toEqual(
        ours.map(({ modifiedAt }) => modifiedAt.getTime()),
      );
    });

    test('one deal by its id', async () => {
      const bounds = await client.findDealIdBounds();
      const id = bounds?.last ?? '';
      const theirs = await openSdk().actions.v2.call.make({
        method: 'crm.deal.get',
        params: { id },
      });
      const { deal } = await client.getDeal(id);
      expect(deal).toEqual(toOurs(theirs.getData()?.result));
    });

    test('the fields of a deal', async () => {
      const theirs = await openSdk().actions.v2.call.make<Record<string, { type: string }>>({
        method: 'crm.deal.fields',
      });
      const fields = await client.listDealFields();
      const types = Object.entries(theirs.getData()?.result ?? {}).map(([name, { type }]) => [
        name,
        type,
      ]);
      expect(types.length).toBeGreaterThan(50);
      expect(fields.map(({ name, type }) => [name, type])).toEqual(types);
    });
  },
);

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function readAll(client: Bitrix24Client): Promise<DealRecord[]> {
  const bounds = await client.findDealIdBounds();
  const last = Number(bounds?.last);
  const edges = Array.from({ length: Math.ceil(last / 40) }, (_, at) => at * 40);
  const { ranges } = await client.readDealRanges(
    edges.map((edge) => ({ afterId: String(edge), upToId: String(Math.min(edge + 40, last)) })),
  );
  return ranges.flatMap(({ deals }) => deals.flatMap((each) => (each.ok ? [each.deal] : [])));
}

test('the official SDK does not read from a certificate that nobody told it to trust', async () => {
  const sdk = connectOfficialSdk(fake.webhookUrl.replace(fake.url, fake.tlsUrl));
  await sdk.setRestrictionManagerParams({ ...ParamsFactory.getDefault(), maxRetries: 1 });
  await expect(sdk.actions.v2.call.make({ method: 'crm.deal.fields' })).rejects.toThrow(
    /certificate/,
  );
});
