import { describe, expect, it } from 'vitest';
import { toFailure } from './fates.ts';

const now = new Date('2026-11-22T10:00:00Z');
const thrown = (kind: string, more = {}): Error =>
  Object.assign(new Error('no'), { kind, ...more });

describe('the fate of a job whose handler threw', () => {
  it.each([
    ['rate_limited', 'later'],
    ['unavailable', 'retry'],
    ['timeout', 'retry'],
    ['conflict', 'retry'],
    ['unexpected_answer', 'retry'],
    ['auth_expired', 'retry'],
    ['auth_revoked', 'stop'],
    ['rejected', 'stop'],
    ['not_found', 'stop'],
  ])('%s: %s', (kind, fate) => {
    expect(toFailure(thrown(kind), now)).toMatchObject({ fate, kind });
  });

  it.each([[new Error('bug')], ['a word'], [undefined], [null], [thrown('constructor')]])(
    'anything else is tried again: %s',
    (error) => {
      expect(toFailure(error, now)).toMatchObject({ fate: 'retry', kind: null, retryAt: null });
    },
  );

  it('waits until the vendor said, never less than until now, and ten seconds when untold', () => {
    const at = (retryAt: unknown): unknown =>
      toFailure(thrown('rate_limited', { retryAt }), now).retryAt;
    expect(at(new Date('2026-11-22T11:00:00Z'))).toEqual(new Date('2026-11-22T11:00:00Z'));
    expect(at(Date.parse('2026-11-22T11:00:00Z'))).toEqual(new Date('2026-11-22T11:00:00Z'));
    expect(at(new Date('2026-11-22T09:00:00Z'))).toEqual(now);
    expect(at(new Date('nonsense'))).toEqual(new Date('2026-11-22T10:00:10Z'));
    expect(at(undefined)).toEqual(new Date('2026-11-22T10:00:10Z'));
  });

  it('keeps the code as text and masks the message', () => {
    const failure = toFailure(
      Object.assign(new Error('POST https://x.bitrix24.com/rest/1/s3cr3t/crm.deal.get'), {
        code: 0,
      }),
      now,
    );
    expect(failure.code).toBe('0');
    expect(failure.message).not.toContain('s3cr3t');
  });
});
