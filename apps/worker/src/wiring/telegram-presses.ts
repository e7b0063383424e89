import type { ButtonPress } from '@ponte/connectors/telegram/model';
import { listErrorGroups } from '@ponte/db/error-groups';
import { listMutes } from '@ponte/db/mutes';
import type { NewNotice } from '@ponte/db/notices';
import { decidePress, type PressPlan } from '@ponte/integrations/alerts/rules/decide-press';
import type { KnownChat } from '@ponte/integrations/alerts/rules/decide-answers';
import { sayDone, toDoneParts } from '@ponte/integrations/alerts/rules/to-press-parts';
import { reasonForTitle } from '@ponte/integrations/reasons';
import { toMaskedMessage } from '@ponte/logging/mask';
import { actOnGroup } from '@ponte/operations/alerts-group';
import { OperationRefused } from '@ponte/operations/ports';
import type { UpdateReaderOptions } from './telegram-updates.ts';

/**
 * Does what a pressed button asks for, tells the person who pressed it, and gives what the chat is to
 * be told. Safe to run twice: what was done is found done.
 */
export async function workPress(
  options: UpdateReaderOptions,
  press: ButtonPress,
  chats: readonly KnownChat[],
): Promise<NewNotice[]> {
  const { account, bot, clock, companyZone: zone, database } = options;
  const now = clock.now();
  const [groups, mutes] = await Promise.all([
    listErrorGroups(database.pool, { account, closedAfter: now }),
    listMutes(database.pool, { account, now }),
  ]);

  const plan = decidePress(press, { now, zone, chats, groups, mutes });

  const { text, parts } = await carryOut(options, press, plan);
  // Whoever pressed is told in the chat too; Telegram may have given the answer up meanwhile.
  await Promise.allSettled([bot.answerPress({ queryId: press.queryId, text })]);

  const { updateId, chatId } = press;
  const key = `press:${updateId}`;
  const notice = { account, integration: 'alerts', kind: 'status', key, chatId, now } as const;
  return parts === undefined ? [] : [{ ...notice, parts }];
}

async function carryOut(
  { account, companyZone: zone, clock, logger, ports }: UpdateReaderOptions,
  press: ButtonPress,
  plan: PressPlan,
): Promise<{ text: string; parts?: NewNotice['parts'] }> {
  if (plan.do === 'nothing') return { text: plan.text };
  const { do: action, group, until } = plan;
  try {
    const actor = { by: `telegram:${press.personId}`, reason: 'a button under an alert' };
    const { count } = await actOnGroup(ports, { account, action, group, until }, actor);
    const reason = reasonForTitle(group.reason);
    const done = { plan, reason, count, zone, now: clock.now() };
    const text = sayDone(done);
    return count === 0 ? { text } : { text, parts: toDoneParts(press, done) };
  } catch (thrown) {
    if (thrown instanceof OperationRefused) return { text: thrown.message };
    // Told and left at that: a press that failed must not keep the next ones from being read.
    logger.warn({ integration: 'alerts', err: thrown }, 'press.failed');
    return { text: `That did not work. ${toMaskedMessage(thrown)}` };
  }
}
