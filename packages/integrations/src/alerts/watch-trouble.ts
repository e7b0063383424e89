import type { Handler } from '@ponte/jobs/define';
import type { WatchPorts } from './ports.ts';
import { decideAlerts } from './rules/decide-alerts.ts';

/** Looks at all rows anew each time: nothing is missed when it was late, nothing told twice. */
export function createWatchTrouble(ports: WatchPorts): Handler<{ account: string }> {
  return async ({ account }) => {
    const facts = await ports.readFacts(account);

    const plan = decideAlerts(facts, ports.now());

    await ports.savePlan(account, plan);
    const mail = await ports.findMail(account);
    if (mail !== undefined) await ports.ringDelivery(account, mail);

    const open = plan.changes.filter(({ group }) => group.closedAt === null).length;
    const told = plan.changes.filter(({ news }) => news !== undefined).length;
    return plan.changes.length === 0
      ? { outcome: 'skipped', reason: 'all-quiet' }
      : { outcome: 'done', counts: { open, told } };
  };
}
