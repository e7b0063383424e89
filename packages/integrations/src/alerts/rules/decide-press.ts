import type { ButtonPress } from '@ponte/connectors/telegram/model';
import { readButton, type ButtonGroup, type GroupAction } from './alert-buttons.ts';
import type { KnownChat } from './decide-answers.ts';
import type { MuteFacts } from './is-muted.ts';
import { toTime } from './to-alert-parts.ts';

const MINUTE_MS = 60_000;
/** How long the button keeps an alert quiet; virtual. */
const MUTE_MS = 60 * MINUTE_MS;
/** A mute that has been on for less than this is the one that was just asked for. */
const JUST_NOW_MS = 5 * MINUTE_MS;

export interface PressFacts {
  readonly now: Date;
  readonly zone: string;
  readonly chats: readonly KnownChat[];
  /** Open ones only. */
  readonly groups: readonly ButtonGroup[];
  readonly mutes: readonly MuteFacts[];
}

/** What is done, or why nothing is: then whoever pressed is only told. */
export type PressPlan =
  | { readonly do: GroupAction; readonly group: ButtonGroup; readonly until: Date }
  | { readonly do: 'nothing'; readonly text: string };

/** Decides about one press. A second one finds done what the first has done. */
export function decidePress({ chatId, data }: ButtonPress, facts: PressFacts): PressPlan {
  const { now, zone, chats, groups, mutes } = facts;
  const chat = chats.find(({ id }) => id === chatId);
  if (chat === undefined || chat.isDisabled || !chat.takesAlerts || !chat.mayAct) {
    return { do: 'nothing', text: 'This chat may not do that.' };
  }
  const wanted = readButton(data);
  const group = groups.find(({ id }) => id === wanted?.groupId);
  if (wanted === undefined || group === undefined) {
    return { do: 'nothing', text: 'It is over already: nothing is left to do.' };
  }
  const until = new Date(now.getTime() + MUTE_MS);
  const muted = mutes.find(
    (mute) =>
      mute.integration === group.integration &&
      mute.reason === group.reason &&
      (mute.until === null || mute.until.getTime() > until.getTime() - JUST_NOW_MS),
  );
  if (wanted.action === 'mute' && muted !== undefined) {
    const end = muted.until === null ? 'it is fixed' : toTime(muted.until, zone, now);
    return { do: 'nothing', text: `Muted already, until ${end}.` };
  }
  return { do: wanted.action, group, until };
}
