import { describe, expect, test } from 'vitest';
import { toDealRecord, type DealRecord } from './model.ts';

/** As b24restdocs crm-deal-get.md writes a deal. */
const WIRE = {
  ID: '410',
  TITLE: 'New Deal #1',
  TYPE_ID: 'COMPLEX',
  STAGE_ID: 'C1:PREPARATION',
  PROBABILITY: '99',
  CURRENCY_ID: 'EUR',
  OPPORTUNITY: '1000000.00',
  IS_MANUAL_OPPORTUNITY: 'Y',
  TAX_VALUE: '0.00',
  LEAD_ID: null,
  COMPANY_ID: '9',
  CONTACT_ID: '84',
  QUOTE_ID: null,
  BEGINDATE: '2024-08-30T02:00:00+02:00',
  CLOSEDATE: '2024-09-09T02:00:00+02:00',
  ASSIGNED_BY_ID: '1',
  CREATED_BY_ID: '1',
  MODIFY_BY_ID: '1',
  DATE_CREATE: '2024-08-30T14:29:00+02:00',
  DATE_MODIFY: '2024-08-30T14:29:00+02:00',
  OPENED: 'Y',
  CLOSED: 'N',
  COMMENTS: '[B]x[/B]',
  CATEGORY_ID: '1',
  STAGE_SEMANTIC_ID: 'P',
  IS_NEW: 'N',
  MOVED_BY_ID: '1',
  MOVED_TIME: '2024-08-30T14:29:00+02:00',
  UTM_SOURCE: 'google',
  PARENT_ID_1220: '22',
  UF_CRM_1697807353336: '000.000.000-00',
  UF_CRM_1699452141037: ['45', '47'],
};

function deal(changes: Record<string, unknown> = {}): DealRecord {
  const reading = toDealRecord({ ...WIRE, ...changes });
  if (!reading.ok) throw new Error(reading.problem);
  return reading.deal;
}

test('a documented deal is read into our words', () => {
  expect(deal()).toMatchObject({
    id: '410',
    title: 'New Deal #1',
    categoryId: '1',
    stageId: 'C1:PREPARATION',
    stageSemantic: 'P',
    opportunity: '1000000.00',
    currencyId: 'EUR',
    isManualOpportunity: true,
    leadId: null,
    contactId: '84',
    createdAt: new Date('2024-08-30T12:29:00Z'),
    beginAt: new Date('2024-08-30T00:00:00Z'),
    closeAt: new Date('2024-09-09T00:00:00Z'),
    isClosed: false,
    isReturnCustomer: null,
    custom: {
      PARENT_ID_1220: '22',
      UF_CRM_1697807353336: '000.000.000-00',
      UF_CRM_1699452141037: ['45', '47'],
    },
  });
});

describe('the routes write nothing in different ways and mean the same', () => {
  test.each([
    ['the list route', null],
    ['the get route', ''],
    ['an empty multiple field', false],
    ['an absent field', undefined],
  ])('%s', (_, nothing) => {
    const read = deal({
      COMPANY_ID: nothing,
      MOVED_TIME: nothing,
      TITLE: nothing,
      TAX_VALUE: nothing,
    });
    expect(read).toMatchObject({ companyId: null, movedAt: null, title: null, taxValue: null });
  });

  test.each([[''], [null], [false], [[]]])('a user field of %j is null', (nothing) => {
    expect(deal({ UF_CRM_1: nothing }).custom['UF_CRM_1']).toBeNull();
  });

  test('an id of 0 stands for none, the funnel 0 for the default one', () => {
    expect(deal({ LEAD_ID: '0', CATEGORY_ID: '0' })).toMatchObject({
      leadId: null,
      categoryId: '0',
    });
  });
});

test('fields nobody knows yet pass without trace', () => {
  expect(deal({ BRAND_NEW: 'x', __proto__: { evil: 1 } })).not.toHaveProperty('BRAND_NEW');
});

describe('a deal that is not as documented names the field and not the value', () => {
  test.each([
    ['ID', 'canary'],
    ['ID', 410],
    ['STAGE_ID', ''],
    ['CATEGORY_ID', null],
    ['DATE_MODIFY', '2024-08-30 14:29:00'],
    ['DATE_CREATE', null],
    ['CLOSEDATE', 'canary'],
    ['OPPORTUNITY', '1,000.00'],
    ['OPPORTUNITY', 1000],
    ['CLOSED', 'canary'],
    ['TITLE', { canary: 1 }],
    ['STAGE_SEMANTIC_ID', 'X'],
  ])('%s = %j', (field, value) => {
    const reading = toDealRecord({ ...WIRE, [field]: value });
    expect(reading).toMatchObject({ ok: false });
    const problem = reading.ok ? '' : reading.problem;
    expect(problem).toContain(field);
    expect(problem).not.toContain('canary');
  });

  test.each([[null], ['text'], [[]], [7], [true]])('%j is no deal', (raw) => {
    expect(toDealRecord(raw)).toMatchObject({ ok: false });
  });
});
