import type { OnecClient } from '@ponte/connectors/onec';
import type { Handler } from '@ponte/jobs/define';

export interface CheckBasePorts {
  base(account: string): Pick<OnecClient, 'checkAccount'>;
}

/** Tries each set of the base that Ponte needs; the problems are the run's message. */
export function createCheckBase(ports: CheckBasePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const check = await ports.base(account).checkAccount({ level: 'live', signal });
    return {
      outcome: 'done',
      counts: { sets: check.published.length, problems: check.problems.length },
      ...(check.problems.length === 0 ? {} : { message: check.problems.join(' ') }),
    };
  };
}
