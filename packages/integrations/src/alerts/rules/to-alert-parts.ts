import type { ErrorGroup, NewsKind } from './error-group.ts';
import type { NoticeParts } from './to-message-html.ts';

const HEADS = { alert: '🔴 Alert', digest: '🟠 Still', recovery: '🟢 Over' } as const;

/**
 * Words what people are told about a trouble. `more`: how often since they were
 * last told; `reason`: as they read it.
 */
export function toAlertParts(
  kind: NewsKind,
  group: ErrorGroup,
  told: { zone: string; now: Date; more: number; reason: string; nextStep: string },
): NoticeParts {
  const { zone, now, more, reason, nextStep } = told;
  const title = `${HEADS[kind]} · ${group.integration}: ${reason}`;
  const since = toTime(group.firstAt, zone, now);
  if (kind === 'recovery') {
    const until = toTime(group.lastAt, zone, now);
    const end = group.source === 'held' ? 'Nothing is held any more.' : 'What waited came through.';
    return { title, lines: [`${count(group)} from ${since} to ${until} (${zone}).`, end] };
  }
  const news = kind === 'digest' ? `, ${more} more since the last word` : '';
  const waiting = group.source === 'held' ? 'held now' : 'waiting, Ponte goes on trying';
  const lines = [
    `${count(group)} since ${since} (${zone})${news}; ${group.waiting} ${waiting}.`,
    ...(group.sample === '' ? [] : [group.sample]),
    nextStep,
  ];
  return { title, lines };
}

function count(group: ErrorGroup): string {
  return group.count === 1 ? 'Once' : `${group.count} times`;
}

/** The hour, with the day when it is not today's. */
export function toTime(at: Date, zone: string, now: Date): string {
  const day = (each: Date): string =>
    each.toLocaleDateString('en-GB', { timeZone: zone, day: '2-digit', month: '2-digit' });
  const hour = at.toLocaleTimeString('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  });
  return day(at) === day(now) ? hour : `${day(at)} ${hour}`;
}
