import type { Handler } from '@ponte/jobs/define';
import type { BeginLoadPorts } from './load-ports.ts';
import { toLoadSince } from './rules/load-since.ts';

/** Begins the load that a schedule asks for; one that is under way already is left alone. */
export function createBeginLoad(
  ports: BeginLoadPorts,
): Handler<{ account: string; since: string | null }> {
  return async ({ account, since }) => {
    const from = toLoadSince(since, ports.now());

    const hasBegun = await ports.startLoad(account, from);

    if (!hasBegun) return { outcome: 'skipped', reason: 'load-under-way' };
    return {
      outcome: 'done',
      message: 'The load has begun; see how far it is: ponte load status.',
    };
  };
}
