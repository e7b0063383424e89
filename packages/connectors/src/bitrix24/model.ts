/**
 * Bitrix24 in our words: the fields Ponte uses, with types, whichever route they came by. Unknown
 * fields pass (the vendor adds some every year), the fields named here are checked.
 */
import type { z } from 'zod';
import { dealMarkSchema, dealSchema, type DealFields } from './deal-schema.ts';
import { readDeal } from './read-deal.ts';
import { toSchemaProblem } from './wire.ts';

export { toCalendarDay } from './calendar-day.ts';

/** What a user-defined field may hold on the wire. */
export type CustomValue =
  string | number | boolean | null | CustomValue[] | { [key: string]: CustomValue };

/** A deal in our words. Instants are UTC, ids and decimals are strings, nothing is null. */
export type DealRecord = DealFields & {
  /**
   * UF_* and PARENT_ID_* fields under the portal's own names, values as sent, except that
   * "", false and [] are null: the routes disagree about how they write an empty field.
   */
  readonly custom: Readonly<Record<string, CustomValue>>;
};

/** What is compared to find deals that changed and nobody told. */
export type DealMark = z.output<typeof dealMarkSchema>;

/** A row of the vendor's in our words, or what is wrong with it. */
export type Reading<Deal> =
  { readonly ok: true; readonly deal: Deal } | { readonly ok: false; readonly problem: string };

export type DealReading = Reading<DealRecord>;

const NO_DEAL = { ok: false, problem: 'The answer is not a deal.' } as const;

/**
 * Reads a deal of `crm.deal.get` or `crm.deal.list` (with every field selected). A problem names
 * the fields that are not as documented, never their values.
 */
export function toDealRecord(raw: unknown): DealReading {
  if (!isRow(raw)) return NO_DEAL;
  const fields = readDeal(raw);
  if (fields !== undefined) return { ok: true, deal: { ...fields, custom: toCustom(raw) } };
  const parsed = dealSchema.safeParse(raw);
  if (!parsed.success) return toProblem(parsed.error);
  return { ok: true, deal: { ...parsed.data, custom: toCustom(raw) } };
}

/** Reads a row of which only the fields of a mark were selected. */
export function toDealMark(raw: unknown): Reading<DealMark> {
  if (!isRow(raw)) return NO_DEAL;
  const parsed = dealMarkSchema.safeParse(raw);
  return parsed.success ? { ok: true, deal: parsed.data } : toProblem(parsed.error);
}

function toProblem(error: z.ZodError): { ok: false; problem: string } {
  return { ok: false, problem: `The deal is not as documented: ${toSchemaProblem(error)}` };
}

function isRow(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function toCustom(raw: Readonly<Record<string, unknown>>): Record<string, CustomValue> {
  const custom: Record<string, CustomValue> = {};
  for (const name of Object.keys(raw)) {
    if (!name.startsWith('UF_') && !name.startsWith('PARENT_ID_')) continue;
    const value = raw[name] as CustomValue;
    custom[name] = isEmpty(value) ? null : value;
  }
  return custom;
}

function isEmpty(value: CustomValue): boolean {
  return value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/** A field of a deal as `crm.deal.fields` describes it. */
export interface DealField {
  readonly name: string;
  readonly type: string;
  /** What people call it: the form's label for user fields, the vendor's title otherwise. */
  readonly title: string;
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  /** Settable when the deal is made, never afterwards. */
  readonly isImmutable: boolean;
  readonly isMultiple: boolean;
  /** True for user-defined fields. */
  readonly isCustom: boolean;
  /** Options of an enumeration; a deal carries their ids. */
  readonly options?: readonly { readonly id: string; readonly name: string }[];
  /** The CRM dictionary (`SOURCE`) whose codes a deal carries in a field of the type `crm_status`. */
  readonly statusEntity?: string;
}

/** A funnel. */
export interface DealCategory {
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly isDefault: boolean;
}

export interface DealStage {
  /** As a deal carries it: `NEW` or `C9:NEW`. */
  readonly id: string;
  readonly categoryId: string;
  readonly name: string;
  readonly sort: number;
  readonly semantic: 'process' | 'success' | 'failure';
}

/** An entry of a CRM dictionary: sources, deal types … */
export interface Status {
  /** Dictionary: `SOURCE`, `DEAL_TYPE`, `DEAL_STAGE_9`. */
  readonly entityId: string;
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly semantic: 'process' | 'success' | 'failure';
}

/** An employee of the portal; names only, because that is all Ponte shows. */
export interface PortalUser {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
}
