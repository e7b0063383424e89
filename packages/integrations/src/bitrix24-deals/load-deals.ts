import type { Handler, JobEnding } from '@ponte/jobs/define';
import { loadRanges } from './load-ranges.ts';
import type { LoadPorts, LoadProgress } from './ports.ts';
import {
  begin,
  finish,
  hasManyNewRows,
  layDown,
  takeOn,
  toLoadFilter,
} from './rules/load-progress.ts';

/** Reads what is left of a load for a while; a killed or stopped worker loses what was not saved. */
export function createLoadDeals(ports: LoadPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const found = await ports.findLoad(account);
    if (found?.state !== 'running') return toRest(found);
    const fields = await ports.listKnownFields(account);
    if (fields.length === 0) {
      await ports.ringDictionaries(account);
      return { outcome: 'skipped', reason: 'dictionaries-first' };
    }
    const step = { account, runId, store: [], holds: [] };
    const save = (change: (before: LoadProgress) => LoadProgress) =>
      ports.saveLoad({ ...step, change });
    let load = await ports.saveLoad({
      ...step,
      takesOver: true,
      change: (before) => takeOn(before, { runId, worker: ports.worker }),
    });
    try {
      if (load?.plan === null) {
        const filter = toLoadFilter(load);
        const bounds = await ports
          .portal(account)
          .findDealIdBounds({ level: 'bulk', filter, signal });
        load = await save((before) => begin(before, bounds));
      }

      load = await loadRanges(ports, { account, runId, signal, fields, load });

      if (load?.state === 'running' && load.plan?.open.length === 0) {
        load = await save((before) => finish(before, ports.now()));
        if (load !== undefined && hasManyNewRows(load.rows)) await ports.analyzeDeals();
      }
    } finally {
      await save(layDown);
    }
    return toEnding(load);
  };
}

function toRest(load: LoadProgress | undefined): JobEnding {
  if (load?.state === 'paused') return { outcome: 'skipped', reason: 'load-paused' };
  if (load?.state === 'cancelled') return { outcome: 'skipped', reason: 'load-cancelled' };
  return { outcome: 'skipped', reason: 'no-load' };
}

function toEnding(load: LoadProgress | undefined): JobEnding {
  if (load === undefined || load.state === 'paused' || load.state === 'cancelled') {
    return toRest(load);
  }
  const counts = { ...load.rows, requests: load.requests, resumed: load.resumed };
  if (load.state === 'running') return { outcome: 'done', counts, againInMs: 0 };
  const resumed = load.resumed === 0 ? '' : ` It was resumed ${load.resumed} times.`;
  if (load.rows.problems === 0) {
    return { outcome: 'done', counts, message: `The load is complete.${resumed}` };
  }
  const message = `The load is complete, and ${load.rows.problems} of its deals are held with a reason.${resumed}`;
  return { outcome: 'held', reason: 'unreadable-answer', counts, message };
}
