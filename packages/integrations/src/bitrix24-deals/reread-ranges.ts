import type { Handler } from '@ponte/jobs/define';
import { RANGES_PER_READ } from './jobs.ts';
import type { RereadPorts } from './load-ports.ts';
import { readAnswer } from './read-answer.ts';
import { planReread, settleReread } from './rules/plan-reread.ts';
import { toDealRange } from './rules/to-batch-outcome.ts';

/** Reads stretches of ids again in which deals showed no id, once somebody has let them go. */
export function createRereadRanges(ports: RereadPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const marks = await ports.listMarkedRanges(account, RANGES_PER_READ);
    if (marks.length === 0) return { outcome: 'skipped', reason: 'nothing-dirty' };
    const known = await ports.listKnownFields(account);
    if (known.length === 0) {
      await ports.ringDictionaries(account);
      return { outcome: 'skipped', reason: 'dictionaries-first' };
    }

    const plan = planReread(marks);
    const fetched =
      plan.ranges.length === 0
        ? undefined
        : await ports
            .portal(account)
            .fetchDealRanges(plan.ranges.map(toDealRange), { level: 'live', signal });
    const fields = new Map(known.map((field) => [field.code, field]));
    const read = fetched && (await readAnswer(fetched, { account, fields }));
    const holds = [...plan.holds, ...(read?.holds ?? [])];
    const settled = settleReread(marks, plan, read?.outcome);

    const saved = await ports.saveRanges({
      ...{ account, runId, store: read?.store ?? [], holds, done: read?.outcome.done ?? [] },
      ...settled,
    });

    if (read?.failure !== undefined) throw read.failure;
    return {
      outcome: holds.length === 0 ? 'done' : 'held',
      ...(holds[0] === undefined ? {} : { reason: holds[0].reason }),
      keys: settled.clear.map(({ id }) => `deal-range:${id}`),
      counts: { ...saved, ranges: plan.ranges.length },
      ...(settled.mark.length > 0 || marks.length === RANGES_PER_READ ? { againInMs: 0 } : {}),
    };
  };
}
