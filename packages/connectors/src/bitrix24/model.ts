/**
 * Bitrix24 in our words: the fields Ponte uses, with types, whichever route they came by. Unknown
 * fields pass (the vendor adds some every year), the fields named here are checked.
 */
import { z } from 'zod';
import {
  decimalOrNull,
  flagOrNull,
  id,
  idOrNull,
  instant,
  instantOrNull,
  textOrNull,
  toSchemaProblem,
} from './wire.ts';

/** What a user-defined field may hold on the wire. */
export type CustomValue =
  string | number | boolean | null | CustomValue[] | { [key: string]: CustomValue };

const dealSchema = z
  .object({
    ID: id,
    TITLE: textOrNull,
    TYPE_ID: textOrNull,
    CATEGORY_ID: id,
    STAGE_ID: z.string().min(1),
    STAGE_SEMANTIC_ID: z
      .unknown()
      .transform((value) => (value === '' || value === undefined ? null : value))
      .pipe(z.enum(['P', 'S', 'F']).nullable())
      .prefault(null),
    PROBABILITY: decimalOrNull,
    OPPORTUNITY: decimalOrNull,
    CURRENCY_ID: textOrNull,
    TAX_VALUE: decimalOrNull,
    IS_MANUAL_OPPORTUNITY: flagOrNull,
    LEAD_ID: idOrNull,
    COMPANY_ID: idOrNull,
    CONTACT_ID: idOrNull,
    QUOTE_ID: idOrNull,
    BEGINDATE: instantOrNull,
    CLOSEDATE: instantOrNull,
    DATE_CREATE: instant,
    DATE_MODIFY: instant,
    MOVED_TIME: instantOrNull,
    LAST_ACTIVITY_TIME: instantOrNull,
    ASSIGNED_BY_ID: idOrNull,
    CREATED_BY_ID: idOrNull,
    MODIFY_BY_ID: idOrNull,
    MOVED_BY_ID: idOrNull,
    LAST_ACTIVITY_BY: idOrNull,
    OPENED: flagOrNull,
    CLOSED: flagOrNull,
    IS_NEW: flagOrNull,
    IS_RECURRING: flagOrNull,
    IS_RETURN_CUSTOMER: flagOrNull,
    IS_REPEATED_APPROACH: flagOrNull,
    SOURCE_ID: textOrNull,
    SOURCE_DESCRIPTION: textOrNull,
    COMMENTS: textOrNull,
    ADDITIONAL_INFO: textOrNull,
    LOCATION_ID: textOrNull,
    ORIGINATOR_ID: textOrNull,
    ORIGIN_ID: textOrNull,
    UTM_SOURCE: textOrNull,
    UTM_MEDIUM: textOrNull,
    UTM_CAMPAIGN: textOrNull,
    UTM_CONTENT: textOrNull,
    UTM_TERM: textOrNull,
  })
  .transform((wire) => ({
    id: wire.ID,
    title: wire.TITLE,
    typeId: wire.TYPE_ID,
    /** Funnel; "0" is the default one. */
    categoryId: wire.CATEGORY_ID,
    stageId: wire.STAGE_ID,
    /** P in progress, S won, F lost. */
    stageSemantic: wire.STAGE_SEMANTIC_ID,
    probability: wire.PROBABILITY,
    /** Decimal string in `currencyId`. */
    opportunity: wire.OPPORTUNITY,
    currencyId: wire.CURRENCY_ID,
    taxValue: wire.TAX_VALUE,
    isManualOpportunity: wire.IS_MANUAL_OPPORTUNITY,
    leadId: wire.LEAD_ID,
    companyId: wire.COMPANY_ID,
    /** The first contact only; the list route does not tell the others. */
    contactId: wire.CONTACT_ID,
    quoteId: wire.QUOTE_ID,
    beginAt: wire.BEGINDATE,
    closeAt: wire.CLOSEDATE,
    createdAt: wire.DATE_CREATE,
    modifiedAt: wire.DATE_MODIFY,
    movedAt: wire.MOVED_TIME,
    lastActivityAt: wire.LAST_ACTIVITY_TIME,
    assignedById: wire.ASSIGNED_BY_ID,
    createdById: wire.CREATED_BY_ID,
    modifiedById: wire.MODIFY_BY_ID,
    movedById: wire.MOVED_BY_ID,
    lastActivityById: wire.LAST_ACTIVITY_BY,
    isOpenToAll: wire.OPENED,
    isClosed: wire.CLOSED,
    isNew: wire.IS_NEW,
    isRecurring: wire.IS_RECURRING,
    isReturnCustomer: wire.IS_RETURN_CUSTOMER,
    isRepeatedApproach: wire.IS_REPEATED_APPROACH,
    sourceId: wire.SOURCE_ID,
    sourceDescription: wire.SOURCE_DESCRIPTION,
    comments: wire.COMMENTS,
    additionalInfo: wire.ADDITIONAL_INFO,
    locationId: wire.LOCATION_ID,
    originatorId: wire.ORIGINATOR_ID,
    originId: wire.ORIGIN_ID,
    utmSource: wire.UTM_SOURCE,
    utmMedium: wire.UTM_MEDIUM,
    utmCampaign: wire.UTM_CAMPAIGN,
    utmContent: wire.UTM_CONTENT,
    utmTerm: wire.UTM_TERM,
  }));

/** A deal in our words. Instants are UTC, ids and decimals are strings, nothing is null. */
export type DealRecord = z.output<typeof dealSchema> & {
  /**
   * UF_* and PARENT_ID_* fields under the portal's own names, values as sent, except that
   * "", false and [] are null: the routes disagree about how they write an empty field.
   */
  readonly custom: Readonly<Record<string, CustomValue>>;
};

export type DealReading =
  | { readonly ok: true; readonly deal: DealRecord }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a deal of `crm.deal.get` or `crm.deal.list` (with every field selected). A problem names
 * the fields that are not as documented, never their values.
 */
export function toDealRecord(raw: unknown): DealReading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, problem: 'The answer is not a deal.' };
  }
  const parsed = dealSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      ok: false,
      problem: `The deal is not as documented: ${toSchemaProblem(parsed.error)}`,
    };
  }
  return { ok: true, deal: { ...parsed.data, custom: toCustom(raw) } };
}

const CUSTOM_NAME = /^(?:UF_|PARENT_ID_)/;

function toCustom(raw: object): Record<string, CustomValue> {
  const custom: Record<string, CustomValue> = {};
  for (const [name, value] of Object.entries(raw) as [string, CustomValue][]) {
    if (CUSTOM_NAME.test(name)) custom[name] = isEmpty(value) ? null : value;
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
