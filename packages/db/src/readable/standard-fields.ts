/** How a column shows what is stored. */
export type Shape = 'text' | 'numeric' | 'boolean' | 'timestamptz' | 'date' | 'bigint';

export interface StandardField {
  /** Column of `deal`. */
  readonly column: string;
  readonly type: Shape;
  /** Dictionary in which its code has a name. */
  readonly kind?: string;
}

const texts: Readonly<Record<string, string>> = {
  TITLE: 'title',
  STAGE_SEMANTIC_ID: 'stage_semantic',
  CURRENCY_ID: 'currency_id',
  LEAD_ID: 'lead_id',
  COMPANY_ID: 'company_id',
  CONTACT_ID: 'contact_id',
  QUOTE_ID: 'quote_id',
  SOURCE_DESCRIPTION: 'source_description',
  COMMENTS: 'comments',
  ADDITIONAL_INFO: 'additional_info',
  LOCATION_ID: 'location_id',
  ORIGINATOR_ID: 'originator_id',
  ORIGIN_ID: 'origin_id',
  UTM_SOURCE: 'utm_source',
  UTM_MEDIUM: 'utm_medium',
  UTM_CAMPAIGN: 'utm_campaign',
  UTM_CONTENT: 'utm_content',
  UTM_TERM: 'utm_term',
};
const numbers: Readonly<Record<string, string>> = {
  PROBABILITY: 'probability',
  OPPORTUNITY: 'opportunity',
  TAX_VALUE: 'tax_value',
};
const flags: Readonly<Record<string, string>> = {
  IS_MANUAL_OPPORTUNITY: 'is_manual_opportunity',
  OPENED: 'is_open_to_all',
  CLOSED: 'is_closed',
  IS_NEW: 'is_new',
  IS_RECURRING: 'is_recurring',
  IS_RETURN_CUSTOMER: 'is_return_customer',
  IS_REPEATED_APPROACH: 'is_repeated_approach',
};
/** Days: each is stored as its midnight in UTC. */
const days: Readonly<Record<string, string>> = {
  BEGINDATE: 'begin_at',
  CLOSEDATE: 'close_at',
};
const instants: Readonly<Record<string, string>> = {
  DATE_CREATE: 'created_at',
  DATE_MODIFY: 'modified_at',
  MOVED_TIME: 'moved_at',
  LAST_ACTIVITY_TIME: 'last_activity_at',
};
const named: Readonly<Record<string, readonly [column: string, kind: string]>> = {
  TYPE_ID: ['type_id', 'deal-type'],
  CATEGORY_ID: ['category_id', 'category'],
  STAGE_ID: ['stage_id', 'stage'],
  SOURCE_ID: ['source_id', 'source'],
  ASSIGNED_BY_ID: ['assigned_by_id', 'user'],
  CREATED_BY_ID: ['created_by_id', 'user'],
  MODIFY_BY_ID: ['modified_by_id', 'user'],
  MOVED_BY_ID: ['moved_by_id', 'user'],
  LAST_ACTIVITY_BY: ['last_activity_by_id', 'user'],
};

/** The portal's own fields (b24restdocs crm-deal-fields.md) by code, as far as deals store them. */
export const standardFields: ReadonlyMap<string, StandardField> = new Map<string, StandardField>([
  ['ID', { column: 'id', type: 'bigint' }],
  ...toEntries(texts, 'text'),
  ...toEntries(numbers, 'numeric'),
  ...toEntries(flags, 'boolean'),
  ...toEntries(days, 'date'),
  ...toEntries(instants, 'timestamptz'),
  ...Object.entries(named).map(
    ([code, [column, kind]]) => [code, { column, type: 'text', kind }] as const,
  ),
]);

function toEntries(
  columns: Readonly<Record<string, string>>,
  type: Shape,
): (readonly [string, StandardField])[] {
  return Object.entries(columns).map(([code, column]) => [code, { column, type }] as const);
}
