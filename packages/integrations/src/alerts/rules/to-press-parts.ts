import type { ButtonPress } from '@ponte/connectors/telegram/model';
import type { PressPlan } from './decide-press.ts';
import { toTime } from './to-alert-parts.ts';
import type { NoticeParts } from './to-message-html.ts';

/** What a press has done: pieces of work touched, and until when it is quiet. */
export interface DonePress {
  readonly plan: Exclude<PressPlan, { do: 'nothing' }>;
  /** Why the group waited or is held, as people read it. */
  readonly reason: string;
  readonly count: number;
  readonly zone: string;
  readonly now: Date;
}

/** For whoever pressed, in one sentence. */
export function sayDone({ plan, count, zone, now }: DonePress): string {
  switch (plan.do) {
    case 'mute':
      return `Muted until ${toTime(plan.until, zone, now)}.`;
    case 'retry':
      return count === 0 ? 'Nothing waits any more.' : `${count} tried again now.`;
    case 'release':
      return count === 0 ? 'Nothing is held any more.' : `${count} released; the work goes on.`;
  }
}

/** For everybody in the chat: who did what. */
export function toDoneParts(
  { personName }: Pick<ButtonPress, 'personName'>,
  done: DonePress,
): NoticeParts {
  const { integration } = done.plan.group;
  const who = personName.trim() === '' ? 'Somebody' : personName.trim();
  return { title: `${who}: ${integration}, ${done.reason}`, lines: [sayDone(done)] };
}
