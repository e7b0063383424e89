/** Dictionaries of the base: counterparties, contracts, products, warehouses, firms, VAT rates. */
import type { z } from 'zod';
import { findBinProblem } from './bin.ts';
import type { Base } from './base.ts';
import {
  barcode,
  contract,
  counterparty,
  entry,
  organisation,
  product,
  vatRate,
  warehouse,
} from './catalog-schemas.ts';
import type { Product } from './model.ts';
import { ODATA } from './base.ts';
import { quoteText } from './odata-path.ts';
import type { CallOptions, OnecOperations } from './operations.ts';
import type { ReadMetadata } from './read-metadata.ts';
import { findEntity, parseEntity, readAll, readPages } from './read-rows.ts';
import * as sets from './sets.ts';
import { refuse, writeObject, type Body } from './write-object.ts';

type Catalogs = Pick<
  OnecOperations,
  | 'findCounterparties'
  | 'findCounterparty'
  | 'createCounterparty'
  | 'findContracts'
  | 'findContract'
  | 'createContract'
  | 'listProducts'
  | 'listWarehouses'
  | 'listOrganisations'
  | 'listDictionary'
  | 'readVatRates'
>;

/** Binds the operations on dictionaries. */
export function createCatalogs(base: Base, readMetadata: ReadMetadata): Catalogs {
  const create = createWriter(base, readMetadata);
  return {
    findCounterparties: async (bin, options = {}) => {
      const filter = `ИдентификационныйКодЛичности eq ${quoteText(bin)}`;
      const query = {
        operation: 'findCounterparties',
        set: sets.COUNTERPARTIES,
        row: counterparty,
      };
      const rows = await readAll(base, { ...query, filter, orderBy: 'Code,Ref_Key', options });
      // Asked again here: a filter may be ignored (PP) and a wrong field gives nothing (HCB).
      return rows.filter((one) => one.bin === bin && !one.isDeleted);
    },
    findCounterparty: async (one, options = {}) => {
      const query = { operation: 'findCounterparty', set: sets.COUNTERPARTIES, row: counterparty };
      return (await findEntity(base, { ...query, ref: one, options }))?.row;
    },
    createCounterparty: (draft, options = {}) => {
      const operation = 'createCounterparty';
      const problem = findBinProblem(draft.bin);
      if (problem !== undefined) return Promise.reject(refuse(base, operation, problem));
      const body = {
        Ref_Key: draft.ref,
        Description: draft.name,
        НаименованиеПолное: draft.fullName ?? draft.name,
        ИдентификационныйКодЛичности: draft.bin,
        ЮрФизЛицо: draft.kind === 'company' ? 'ЮрЛицо' : 'ФизЛицо',
        ...(draft.comment === undefined ? {} : { Комментарий: draft.comment }),
      };
      return create({ operation, set: sets.COUNTERPARTIES, row: counterparty }, body, options);
    },
    ...createContracts(base, create),
    listProducts: (options = {}) => listProducts(base, readMetadata, options),
    ...createLists(base),
  };
}

type CreateObject = <Row>(
  place: { operation: string; set: string; row: z.ZodType<Row> },
  body: Body,
  options: CallOptions,
) => Promise<Row>;

/** Creates an object of a dictionary and gives it back as 1C stored it. */
function createWriter(base: Base, readMetadata: ReadMetadata): CreateObject {
  return async ({ operation, set, row }, body, options) => {
    const path = `${ODATA}${encodeURIComponent(set)}?$format=json`;
    const write = { operation, set, method: 'POST', path, body, options } as const;
    const answer = await writeObject(base, readMetadata, write);
    try {
      return parseEntity(base, { operation, row, body: answer.body });
    } catch (thrown) {
      throw base.toError(operation, {
        ...{ kind: 'unexpected_answer', effect: 'create', cause: thrown },
        message: 'Written, but the answer cannot be read. Look the object up before writing again.',
      });
    }
  };
}

function createContracts(
  base: Base,
  create: CreateObject,
): Pick<Catalogs, 'findContracts' | 'findContract' | 'createContract'> {
  return {
    findContracts: async (parties, options = {}) => {
      const filter = `Owner_Key eq guid'${parties.counterparty}'`;
      const query = { operation: 'findContracts', set: sets.CONTRACTS, row: contract, filter };
      const rows = await readAll(base, { ...query, orderBy: 'Code,Ref_Key', options });
      return rows.filter(
        (one) =>
          one.counterparty === parties.counterparty &&
          one.organisation === parties.organisation &&
          one.kind === WITH_CUSTOMER &&
          !one.isDeleted,
      );
    },
    findContract: async (one, options = {}) => {
      const query = { operation: 'findContract', set: sets.CONTRACTS, row: contract };
      return (await findEntity(base, { ...query, ref: one, options }))?.row;
    },
    createContract: (draft, options = {}) => {
      const body = {
        Ref_Key: draft.ref,
        Owner_Key: draft.counterparty,
        Организация_Key: draft.organisation,
        ВалютаВзаиморасчетов_Key: draft.currency,
        ВидДоговора: WITH_CUSTOMER,
        Description: draft.name,
        ...(draft.number === undefined ? {} : { НомерДоговора: draft.number }),
        ...(draft.date === undefined ? {} : { ДатаДоговора: draft.date }),
      };
      const place = { operation: 'createContract', set: sets.CONTRACTS, row: contract };
      return create(place, body, options);
    },
  };
}

const WITH_CUSTOMER = 'СПокупателем';

function createLists(
  base: Base,
): Pick<Catalogs, 'listWarehouses' | 'listOrganisations' | 'listDictionary' | 'readVatRates'> {
  const orderBy = 'Code,Ref_Key';
  return {
    listWarehouses: async (options = {}) => {
      const query = { operation: 'listWarehouses', set: sets.WAREHOUSES, row: warehouse };
      const rows = await readAll(base, { ...query, orderBy, options });
      return rows.filter(({ isFolder }) => !isFolder).map(({ isFolder: _, ...one }) => one);
    },
    listOrganisations: (options = {}) => {
      const query = { operation: 'listOrganisations', set: sets.ORGANISATIONS, row: organisation };
      return readAll(base, { ...query, orderBy, options });
    },
    listDictionary: (dictionary, options = {}) => {
      const query = { operation: 'listDictionary', set: sets.DICTIONARIES[dictionary], row: entry };
      return readAll(base, { ...query, orderBy, options });
    },
    readVatRates: (options = {}) => {
      const query = { operation: 'readVatRates', set: sets.VAT_RATES, row: vatRate };
      return readAll(base, { ...query, orderBy, options });
    },
  };
}

async function* listProducts(
  base: Base,
  readMetadata: ReadMetadata,
  options: CallOptions,
): ReturnType<Catalogs['listProducts']> {
  const operation = 'listProducts';
  const barcodes = await readBarcodes(base, readMetadata, options);
  const query = { operation, set: sets.PRODUCTS, row: product, options };
  const filter = 'IsFolder eq false';
  for await (const page of readPages(base, { ...query, filter, orderBy: 'Code,Ref_Key' })) {
    const products: Product[] = page.rows
      .filter(({ isFolder }) => !isFolder)
      .map((one) => ({ ...one, barcodes: barcodes.get(one.ref) ?? [] }));
    yield { products, problems: page.problems, readAt: page.readAt };
  }
}

/** Barcodes by product, where the base publishes the register (whether it does is read from metadata). */
async function readBarcodes(
  base: Base,
  readMetadata: ReadMetadata,
  options: CallOptions,
): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  if (!(await readMetadata(options)).sets.has(sets.BARCODES)) return found;
  const query = { operation: 'listProducts', set: sets.BARCODES, row: barcode, options };
  for await (const page of readPages(base, { ...query, orderBy: 'Штрихкод' })) {
    for (const { Штрихкод: code, Номенклатура_Key: owner } of page.rows) {
      const codes = found.get(owner) ?? [];
      codes.push(code);
      found.set(owner, codes);
    }
  }
  return found;
}
