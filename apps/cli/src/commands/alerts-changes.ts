import { listMessages } from '@ponte/db/messages-due';
import { muteAlerts, tellTest, unmuteAlerts } from '@ponte/operations/alerts';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';
import { parseMoment } from '../parse-moment.ts';
import { awaitUntil } from '../waits/await-until.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';

export interface MuteOptions extends WritingOptions {
  reason?: string;
  until?: string;
}

const ACCOUNT = 'default';
const TEST_WITHIN_MS = 25_000;
const RECENT = 200;

/** Keeps alerts quiet for a time, or until it is fixed. */
export async function mute(desk: Desk, integration: string, options: MuteOptions): Promise<void> {
  const { screen, times, clock, ports } = desk;
  const reason = options.reason ?? '*';
  const context = { option: '--until', zone: times.zone, now: clock.now() };
  const until =
    options.until === undefined
      ? undefined
      : parseMoment(options.until, { ...context, direction: 'future' });
  const end = until === undefined ? 'until it is fixed or unmuted' : `until ${times.full(until)}`;
  const muted = { integration, reason, until: until ?? null };
  if (options.dryRun === true) {
    screen.show({ wouldMute: muted }, () => `${integration} ${reason} would be muted ${end}.`);
    return;
  }
  const what = { account: ACCOUNT, integration, reason, until };
  await muteAlerts(ports, what, desk.actor(options.why));
  screen.show({ muted }, () => `${integration} ${reason} is muted ${end}.`);
}

/** Lets alerts be heard again. */
export async function unmute(desk: Desk, integration: string, options: MuteOptions): Promise<void> {
  const { screen, ports } = desk;
  const reason = options.reason ?? '*';
  const unmuted = { integration, reason };
  if (options.dryRun === true) {
    screen.show({ wouldUnmute: unmuted }, () => `${integration} ${reason} would be heard again.`);
    return;
  }
  await unmuteAlerts(ports, { account: ACCOUNT, ...unmuted }, desk.actor(options.why));
  screen.show({ unmuted }, () => `${integration} ${reason} is heard again.`);
}

/** Tells every chat a test and waits for how it goes. */
export async function test(desk: Desk, { why, dryRun }: WritingOptions): Promise<ExitCode> {
  const { screen, ports, database } = desk;
  if (dryRun === true) {
    screen.show({ wouldTell: 'test' }, () => 'Every chat that takes alerts would be told a test.');
    return EXIT.ok;
  }
  const { key } = await tellTest(ports, ACCOUNT, desk.actor(why));
  const messages = await awaitUntil(desk, {
    ...{ text: 'Telling the chats a test', timeoutMs: TEST_WITHIN_MS },
    look: async () => {
      const latest = await listMessages(database.pool, { account: ACCOUNT, limit: RECENT });
      const own = latest.filter((message) => message.key === key);
      const isSettled = own.every(({ state }) => state !== 'due' && state !== 'sending');
      return own.length > 0 && isSettled ? own : undefined;
    },
  });
  if (messages === undefined) {
    const who = await sayWhoIsAtWork(desk);
    const advice = 'Look whether there is a bot and a chat: ponte chats list, ponte alerts list.';
    throw new CommandFailed(EXIT.timedOut, `The test was not told in time. ${who} ${advice}`);
  }
  const told = messages.map(({ chatId, state, reason }) => ({ chatId, state, reason }));
  screen.show({ told }, () =>
    told
      .map(
        ({ chatId, state, reason }) =>
          `Chat ${chatId}: ${state}${reason === null ? '' : ` (${reason})`}`,
      )
      .join('\n'),
  );
  return told.every(({ state }) => state === 'sent') ? EXIT.ok : EXIT.partial;
}
