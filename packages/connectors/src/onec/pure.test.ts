import { describe, expect, test } from 'vitest';
import {
  findBinProblem,
  includedVat,
  isBin,
  judgeOnecError,
  toBaseTime,
  toInvoiceRef,
  toNextMidnight,
  vatOn,
  type VatRate,
} from './model.ts';
import { VendorError, type VendorErrorFields } from '../http/vendor-error.ts';

describe('a BIN or IIN', () => {
  test.each([
    ['valid by the first weights', '260140000005', true],
    ['valid by the second weights only', '260140000604', true],
    ['with a wrong control digit', '260140000006', false],
    ['of eleven digits', '26014000000', false],
    ['with a letter', '26014000000x', false],
  ])('%s', (_what, bin, expected) => {
    expect(isBin(bin)).toBe(expected);
  });

  test.each([...'0123456789'])('no twelfth digit makes 26014000063 valid: %s', (digit) => {
    expect(isBin(`26014000063${digit}`)).toBe(false);
  });

  test('the problem says what to do and does not repeat the number', () => {
    const problem = findBinProblem('260140000006') ?? '';
    expect(problem).toMatch(/control digit.*correct it/);
    expect(problem).not.toContain('260140000006');
  });
});

describe('times of a base', () => {
  test('a deal closed at 21:30 UTC belongs to the next day in Almaty', () => {
    expect(toBaseTime(new Date('2026-11-22T21:30:05Z'), 'Asia/Almaty')).toBe('2026-11-23T02:30:05');
  });

  test('the Period for the end of a day is its next midnight, also at the end of a year', () => {
    expect(toNextMidnight(new Date('2026-12-31T12:00:00Z'), 'Asia/Almaty')).toBe(
      '2027-01-01T00:00:00',
    );
  });
});

describe('a reference', () => {
  const origin = { portal: 'default', dealId: '7781', purpose: 'invoice' };

  test('is the same for the same deal and another for another purpose', () => {
    const ref = toInvoiceRef(origin);
    expect(ref).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(toInvoiceRef({ ...origin })).toBe(ref);
    expect(toInvoiceRef({ ...origin, purpose: 'contract' })).not.toBe(ref);
    expect(toInvoiceRef({ ...origin, dealId: '778', purpose: '1invoice' })).not.toBe(ref);
  });
});

describe('VAT', () => {
  const rate = (name: string, from: string | null, to: string | null): VatRate => ({
    ref: name,
    name,
    percent: name === 'без НДС' ? null : name.replace('%', ''),
    validFrom: from,
    validTo: to,
    isDeleted: false,
  });
  const rates = [
    rate('без НДС', null, null),
    rate('0%', null, null),
    rate('5%', '2026-01-01T00:00:00', null),
    rate('12%', '2009-01-01T00:00:00', '2025-12-31T00:00:00'),
    rate('16%', '2026-01-01T00:00:00', null),
  ];

  test.each([
    ['2025-12-31T23:59:59', '12%'],
    ['2026-01-01T00:00:00', '16%'],
  ])('of %s is %s', (date, name) => {
    expect(vatOn(rates, date)?.name).toBe(name);
  });

  test('is unknown for a catalogue without validity, unless a setting names it', () => {
    const plain = rates.map((one) => ({ ...one, validFrom: null, validTo: null }));
    const general = [
      { from: '2009-01-01', percent: '12' },
      { from: '2026-01-01', percent: '16' },
    ];
    expect(vatOn(plain, '2026-05-05T00:00:00')).toBeUndefined();
    expect(vatOn(plain, '2026-05-05T00:00:00', general)?.name).toBe('16%');
    expect(vatOn(plain, '2025-12-31T00:00:00', general)?.name).toBe('12%');
  });

  test.each([
    ['11600', '16', '1600'],
    ['100', '16', '13.79'],
    ['0.01', '16', '0'],
    ['-100', '16', '-13.79'],
    ['1000', '12', '107.14'],
    ['500', null, '0'],
    ['90071992547409.91', '12', '9650570630079.63'],
  ])('inside %s at %s %% is %s', (sum, percent, expected) => {
    expect(includedVat(sum, percent)).toBe(expected);
  });
});

describe('an error after a write', () => {
  const error = (fields: Partial<VendorErrorFields>): VendorError =>
    new VendorError({
      ...{ vendor: 'onec', account: 'default', operation: 'createInvoice', effect: 'create' },
      ...{ kind: 'unavailable', message: 'What happened. What to do.', ...fields },
    });

  test.each<[string, Partial<VendorErrorFields>, ReturnType<typeof judgeOnecError>]>([
    ['a gateway page is looked up and sent again', {}, { certainty: 'look-up', isFinal: false }],
    [
      'a licence text is looked up and sent again',
      { kind: 'rate_limited', code: '-1/licence' },
      { certainty: 'look-up', cause: 'licence', isFinal: false },
    ],
    [
      'a closed period is looked up, then held',
      { kind: 'rejected', code: '-1/period-closed' },
      { certainty: 'look-up', cause: 'period-closed', isFinal: true },
    ],
    [
      'a taken reference is looked up',
      { kind: 'conflict', code: '15/duplicate-ref', notApplied: true },
      { certainty: 'look-up', cause: 'duplicate-ref', isFinal: true },
    ],
    [
      'what was refused before sending is held at once',
      { kind: 'rejected', code: '/check-failed', notApplied: true },
      { certainty: 'not-applied', cause: 'check-failed', isFinal: true },
    ],
    [
      'a failed read applied nothing',
      { kind: 'timeout', effect: 'read' },
      { certainty: 'not-applied', isFinal: false },
    ],
  ])('%s', (_what, fields, expected) => {
    expect(judgeOnecError(error(fields))).toEqual(expected);
  });
});
