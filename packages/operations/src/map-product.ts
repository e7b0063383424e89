import { listCards, type CatalogueVendor } from '@ponte/db/catalogue-cards';
import {
  listMappings,
  type NewMapping,
  type ProductMapping,
  type ProductPair,
} from '@ponte/db/product-mappings';
import { changeMapping, type MappingChanged, type MappingPorts } from './change-mapping.ts';
import { OperationRefused, type Actor } from './ports.ts';

/** A pair as a person gives it; names that are left out are taken from the catalogues. */
export interface AskedPair {
  readonly account: string;
  readonly bitrix24ProductId: string;
  readonly bitrix24ProductName?: string | undefined;
  readonly onecProductCode: string;
  readonly onecProductName?: string | undefined;
}

export interface ProductMapped extends MappingChanged {
  readonly mapping: ProductMapping;
}

/**
 * Links a Bitrix24 card with a product of 1C, instead of what it was linked with, and lets go what
 * was held for it. Doing it twice changes nothing.
 */
export async function mapProduct(
  ports: MappingPorts,
  asked: AskedPair,
  actor: Actor,
): Promise<ProductMapped> {
  return decidePair(ports, asked, { state: 'linked', actor });
}

/** Says that a Bitrix24 card is not this product of 1C: it is never suggested or linked again. */
export async function refuseProduct(
  ports: MappingPorts,
  asked: AskedPair,
  actor: Actor,
): Promise<ProductMapped> {
  return decidePair(ports, asked, { state: 'refused', actor });
}

async function decidePair(
  ports: MappingPorts,
  asked: AskedPair,
  { state, actor }: { state: 'linked' | 'refused'; actor: Actor },
): Promise<ProductMapped> {
  const pair = await nameProducts(ports, asked);
  const { account } = asked;
  const { bitrix24ProductId, onecProductCode } = pair;
  const mapping: NewMapping = { ...pair, state, score: null, reason: null };
  const end = await changeMapping(
    ports,
    {
      account,
      auditAction: `mapping.${state}`,
      auditObject: `product:${bitrix24ProductId}`,
      bitrix24ProductIds: [bitrix24ProductId],
      decide: (before) => {
        const others = (before.get(bitrix24ProductId) ?? []).filter(
          (other) =>
            other.onecProductCode !== onecProductCode &&
            (state === 'refused' || other.state !== 'linked'),
        );
        return [{ bitrix24ProductId, action: state, decided: [...others, mapping] }];
      },
    },
    actor,
  );
  const rows = await listMappings(ports.database.pool, {
    ...{ account, state, bitrix24ProductIds: [bitrix24ProductId], limit: MANY_REFUSALS },
  });
  const kept = rows.find((row) => row.onecProductCode === onecProductCode);
  if (kept === undefined) {
    throw new OperationRefused(
      'conflict',
      'Somebody else changed the mapping of this product at the same moment. Look at it and repeat.',
    );
  }
  return { ...end, mapping: kept };
}

const MANY_REFUSALS = 1_000;

/** Parts a Bitrix24 card from its product of 1C. Refused when it is linked with none. */
export async function unmapProduct(
  ports: MappingPorts,
  { account, bitrix24ProductId }: { account: string; bitrix24ProductId: string },
  actor: Actor,
): Promise<MappingChanged> {
  const end = await changeMapping(
    ports,
    {
      account,
      auditAction: 'mapping.unlinked',
      auditObject: `product:${bitrix24ProductId}`,
      bitrix24ProductIds: [bitrix24ProductId],
      decide: (before) => {
        const decided = (before.get(bitrix24ProductId) ?? []).filter(
          ({ state }) => state !== 'linked',
        );
        return [{ bitrix24ProductId, action: 'unlinked', decided }];
      },
    },
    actor,
  );
  if (end.batch !== null) return end;
  throw new OperationRefused(
    'not-found',
    `The Bitrix24 product ${bitrix24ProductId} is not mapped. "ponte map list" shows what is.`,
  );
}

async function nameProducts(ports: MappingPorts, asked: AskedPair): Promise<ProductPair> {
  const { bitrix24ProductId, bitrix24ProductName, onecProductCode, onecProductName } = asked;
  const find = async (vendor: CatalogueVendor, key: 'id' | 'code', value: string) =>
    (await listCards(ports.database.pool, { account: asked.account, vendor, [key]: value }))[0];
  const card = bitrix24ProductName ?? (await find('bitrix24', 'id', bitrix24ProductId))?.name;
  const line = onecProductName ?? (await find('onec', 'code', onecProductCode))?.name;
  return {
    ...{ bitrix24ProductId, onecProductCode },
    bitrix24ProductName: card ?? '',
    onecProductName: line ?? '',
  };
}
