import { hash } from 'node:crypto';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import type { DealToStore, KnownField } from '../ports.ts';
import { typeCustomField } from './type-custom-field.ts';

/** What is known about the account when one of its deals is stored. */
export interface DealContext {
  readonly account: string;
  readonly readAt: Date;
  readonly fields: ReadonlyMap<string, KnownField>;
}

/** The row of a deal: typed custom fields (empty ones are left out) and a fingerprint of its content. */
export function toDealToStore(deal: DealRecord, context: DealContext): DealToStore {
  const custom: Record<string, unknown> = {};
  for (const name of Object.keys(deal.custom).toSorted()) {
    const value = deal.custom[name] ?? null;
    if (value !== null) custom[name] = typeCustomField(context.fields.get(name), value);
  }
  const content = { ...deal, custom };
  return {
    ...content,
    account: context.account,
    fingerprint: hash('sha1', JSON.stringify(content)),
    readAt: context.readAt,
  };
}
