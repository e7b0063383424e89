import type { Handler } from '@ponte/jobs/define';
import type { DeliverPorts } from './ports.ts';

/** Asks Telegram who the bot is: proves token and way, and sends nothing to anybody. */
export function createCheckBot(ports: Pick<DeliverPorts, 'findBot'>): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const bot = ports.findBot(account);
    if (bot === undefined) return { outcome: 'skipped', reason: 'no-bot' };
    const { username } = await bot.getMe({ signal });
    return { outcome: 'done', counts: { problems: 0 }, message: `The bot is @${username}.` };
  };
}
