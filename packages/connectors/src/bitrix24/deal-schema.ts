/**
 * The specification of a deal on the wire (b24restdocs crm-deal-get.md, crm-deal-list.md). It judges
 * every deal that the quick reader of `read-deal.ts` refuses, and says what is wrong with it.
 */
import { z } from 'zod';
import {
  dayOrNull,
  decimalOrNull,
  flagOrNull,
  id,
  idOrNull,
  instant,
  instantOrNull,
  textOrNull,
} from './wire.ts';

const wireDeal = z.object({
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
  BEGINDATE: dayOrNull,
  CLOSEDATE: dayOrNull,
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
});

/** Every system field of a deal that Ponte uses. */
export const dealSchema = wireDeal.transform((wire) => ({
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
  /** A day, as its midnight in UTC; so is `closeAt`. */
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

/** The fields that tell whether a stored deal is still as the portal has it. */
export const dealMarkSchema = wireDeal
  .pick({ ID: true, CATEGORY_ID: true, STAGE_ID: true, DATE_CREATE: true, DATE_MODIFY: true })
  .transform((wire) => ({
    id: wire.ID,
    categoryId: wire.CATEGORY_ID,
    stageId: wire.STAGE_ID,
    createdAt: wire.DATE_CREATE,
    modifiedAt: wire.DATE_MODIFY,
  }));

/** What the specification makes of a deal's system fields. */
export type DealFields = z.output<typeof dealSchema>;
