import { describe, expect, test } from 'vitest';
import { dealSchema } from './deal-schema.ts';
import { readDeal } from './read-deal.ts';

/** Whatever a portal might write, some of it right for some field, much of it for none. */
const VALUES: readonly unknown[] = [
  ...['', null, false, undefined, true, 0, 1, 410, -1, 1.5, Number.NaN],
  ...['0', '00', '1', '007', '410', '123456789012345678', '1234567890123456789', '-1', '+1'],
  ...['1.5', '-0.00', '1.', '.5', '1,000.00', '1e5', '0.12345678901', '99999999999999999999.5'],
  ...['999999999999999999999', '١٢', '12\n', ' 12', '12 ', 'Y', 'N', 'y', 'YN', 'P', 'S', 'F', 'X'],
  ...['NEW', 'C1:PREPARATION', 'Negócio “à vista” & 😀', 'null', 'false', '[B]x[/B]'],
  ...['2024-08-30T14:29:00+02:00', '2024-08-30T14:29:00Z', '2024-08-30T14:29:00.123456-03:00'],
  ...['2024-02-30T00:00:00+00:00', '2024-13-01T00:00:00+00:00', '2024-01-01T24:00:00Z'],
  ...['2024-01-01T25:00:00Z', '2024-08-30T14:29:00', '2024-08-30 14:29:00', '2024-08-30'],
  ...['2024-08-29T21:00:00-03:00', '2024-08-30T03:00:00+03:00', '2024-08-30T00:00:00+03:00'],
  ...['2024-08-30T14:29:00+0200', '0000-00-00T00:00:00+00:00', '9999-12-31T23:59:59+14:00'],
  ...[[], ['NEW'], {}, { TEXT: 'x' }, { valueOf: 1 }],
];

const SOUND: Readonly<Record<string, unknown>> = {
  ...{ ID: '410', TITLE: 'New Deal #1', TYPE_ID: 'COMPLEX', CATEGORY_ID: '1', STAGE_ID: 'C1:NEW' },
  ...{ STAGE_SEMANTIC_ID: 'P', PROBABILITY: '99', OPPORTUNITY: '1000000.00', CURRENCY_ID: 'EUR' },
  ...{ TAX_VALUE: '0.00', IS_MANUAL_OPPORTUNITY: 'Y', LEAD_ID: null, COMPANY_ID: '9' },
  ...{ CONTACT_ID: '84', QUOTE_ID: null, BEGINDATE: '2024-08-30T02:00:00+02:00' },
  ...{ CLOSEDATE: '2024-09-09T02:00:00+02:00', DATE_CREATE: '2024-08-30T14:29:00+02:00' },
  ...{ DATE_MODIFY: '2024-08-30T14:29:00+02:00', MOVED_TIME: '2024-08-30T14:29:00+02:00' },
  ...{ LAST_ACTIVITY_TIME: '2024-08-30T14:29:00+02:00', ASSIGNED_BY_ID: '1', CREATED_BY_ID: '1' },
  ...{ MODIFY_BY_ID: '1', MOVED_BY_ID: '1', LAST_ACTIVITY_BY: '1', OPENED: 'Y', CLOSED: 'N' },
  ...{ IS_NEW: 'N', IS_RECURRING: 'N', IS_RETURN_CUSTOMER: 'N', IS_REPEATED_APPROACH: 'N' },
  ...{ SOURCE_ID: 'CALL', SOURCE_DESCRIPTION: null, COMMENTS: 'x', ADDITIONAL_INFO: null },
  ...{ LOCATION_ID: null, ORIGINATOR_ID: null, ORIGIN_ID: null, UTM_SOURCE: 'google' },
  ...{ UTM_MEDIUM: null, UTM_CAMPAIGN: null, UTM_CONTENT: null, UTM_TERM: null },
};
const FIELDS = Object.keys(SOUND);

/** What the specification makes of it; undefined when it refuses. */
function specified(raw: object): unknown {
  const parsed = dealSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}

/** The same numbers for the same seed (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test('the reader and the specification know the same fields', () => {
  const read = readDeal(SOUND);
  expect(read).toEqual(specified(SOUND));
  expect(Object.keys(read ?? {})).toHaveLength(FIELDS.length);
});

describe('the reader takes and refuses what the specification does', () => {
  test.each(FIELDS)('in %s, whatever stands there', (field) => {
    for (const value of VALUES) {
      const raw = { ...SOUND, [field]: value };
      expect(readDeal(raw), `${field} = ${JSON.stringify(value)}`).toEqual(specified(raw));
    }
    const { [field]: _absent, ...without } = SOUND;
    expect(readDeal(without), `${field} absent`).toEqual(specified(without));
  });

  test('in deals with several odd fields at once', () => {
    const random = createRandom(20_261_122);
    let taken = 0;
    for (let round = 0; round < 5_000; round += 1) {
      const raw: Record<string, unknown> = { ...SOUND };
      for (let change = random(4); change >= 0; change -= 1) {
        raw[FIELDS[random(FIELDS.length)] ?? ''] = VALUES[random(VALUES.length)];
      }
      const read = readDeal(raw);
      if (read !== undefined) taken += 1;
      expect(read, JSON.stringify(raw)).toEqual(specified(raw));
    }
    expect(taken).toBeGreaterThan(500);
    expect(taken).toBeLessThan(4_500);
  });
});
