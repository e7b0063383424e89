import { expect, test } from 'vitest';
import type { Clock } from '@ponte/clock';
import { createOperatingGate } from './operating-gate.ts';

/** A clock that stands until it is set. */
function stoppedClock(): Clock & { at: number } {
  const state = { at: 1_000_000 };
  return {
    scale: 1,
    originMs: 0,
    get at() {
      return state.at;
    },
    set at(ms: number) {
      state.at = ms;
    },
    nowMs: () => state.at,
    now: () => new Date(state.at),
    toRealMs: (ms) => ms,
    sleep: async () => {},
  };
}

const timeOf = (operating: number, resetAtMs: number) => ({
  operating,
  operating_reset_at: resetAtMs / 1_000,
});

test('a method nobody has heard of is open', () => {
  expect(createOperatingGate(stoppedClock(), 480).ask(['m'])).toEqual({ state: 'open' });
});

test('the figure is cumulative: the newest counts and nothing is added up', () => {
  const gate = createOperatingGate(stoppedClock(), 480);
  for (let call = 0; call < 10; call += 1) gate.note('m', timeOf(100, 2_000_000));
  expect(gate.ask(['m'])).toEqual({ state: 'open' });
});

test('from 80 % calls are slowed, more and more', () => {
  const gate = createOperatingGate(stoppedClock(), 100);
  gate.note('m', timeOf(84, 2_000_000));
  const first = gate.ask(['m']);
  gate.note('m', timeOf(92, 2_000_000));
  const second = gate.ask(['m']);
  expect([first.state, second.state]).toEqual(['slow', 'slow']);
  if (first.state !== 'slow' || second.state !== 'slow') return;
  expect(second.waitMs).toBeGreaterThan(first.waitMs);
});

test('at 95 % the method rests until the portal drops its oldest minute, the others do not', () => {
  const clock = stoppedClock();
  const gate = createOperatingGate(clock, 100);
  gate.note('m', timeOf(95, 1_300_000));
  expect(gate.ask(['m'])).toEqual({ state: 'closed', method: 'm', until: new Date(1_300_000) });
  expect(gate.ask(['other'])).toEqual({ state: 'open' });
  clock.at = 1_300_000;
  expect(gate.ask(['m'])).toEqual({ state: 'open' });
});

test('a refusal closes the method until the known reset, or for a minute', () => {
  const clock = stoppedClock();
  const gate = createOperatingGate(clock, 100);
  gate.note('m', timeOf(50, 1_200_000));
  expect(gate.close('m')).toEqual(new Date(1_200_000));
  expect(gate.close('n')).toEqual(new Date(clock.at + 60_000));
  expect(gate.ask(['m']).state).toBe('closed');
});

test.each([
  [undefined],
  [null],
  [{}],
  [{ operating: 0 }],
  [{ operating: '99', operating_reset_at: 5 }],
  ['x'],
])('time as %j tells nothing', (time) => {
  const gate = createOperatingGate(stoppedClock(), 1);
  gate.note('m', time);
  expect(gate.ask(['m'])).toEqual({ state: 'open' });
});

test('a refused method is asked again after 300 s, when a ban is over, whatever was told before', () => {
  const clock = stoppedClock();
  const gate = createOperatingGate(clock, 480);
  gate.note('m', timeOf(5, 1_600_000));
  expect(gate.close('m')).toEqual(new Date(1_300_000));
});
