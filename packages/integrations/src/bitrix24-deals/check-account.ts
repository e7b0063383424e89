import type { Handler } from '@ponte/jobs/define';
import type { CheckPorts } from './ports.ts';

/** Asks the portal for the time and tries each scope; the problems are the run's message. */
export function createCheckAccount(ports: CheckPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const check = await ports.portal(account).checkAccount({ level: 'live', signal });
    return {
      outcome: 'done',
      counts: { scopes: check.scopes.length, problems: check.problems.length },
      ...(check.problems.length === 0 ? {} : { message: check.problems.join(' ') }),
    };
  };
}
