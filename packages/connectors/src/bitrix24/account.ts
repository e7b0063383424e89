/** Is this portal usable? Its clock and the rights that Ponte needs, found by trying. */
import type { Clock } from '@ponte/clock';
import type { CommandAnswer } from './batch.ts';
import { judgeWireError } from './errors.ts';
import type { AccountCheck, Bitrix24Client, CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';
import { instant } from './wire.ts';

/** What Ponte cannot do without, and one cheap call that tells whether it is allowed. */
const NEEDS = [
  { scope: 'crm', method: 'crm.category.list', params: { entityTypeId: 2 } },
  { scope: 'user', method: 'user.get', params: { FILTER: { ID: '1' } } },
] as const;

const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Binds `getServerTime` and `checkAccount` to a portal. */
export function createAccountChecks(
  portal: Portal,
  clock: Clock,
): Pick<Bitrix24Client, 'getServerTime' | 'checkAccount'> {
  return {
    getServerTime: async (options = {}) => {
      const { result } = await portal.call({
        operation: 'getServerTime',
        effect: 'read',
        method: 'server.time',
        options,
      });
      return toServerTime(portal, 'getServerTime', result);
    },
    checkAccount: (options = {}) => checkAccount(portal, clock, options),
  };
}

async function checkAccount(
  portal: Portal,
  clock: Clock,
  options: CallOptions,
): Promise<AccountCheck> {
  const operation = 'checkAccount';
  const commands = [
    { key: 'time', method: 'server.time' },
    ...NEEDS.map(({ scope, method, params }) => ({ key: scope, method, params })),
  ];
  const { answer } = await portal.batch({ operation, commands, options });
  const time = portal.resultOf(answer.answerOf('time'), operation);
  const serverTime = toServerTime(portal, operation, time);
  const scopes: string[] = [];
  const problems: string[] = [];
  for (const { scope } of NEEDS) {
    const own = answer.answerOf(scope);
    if (own.state === 'done') scopes.push(scope);
    else problems.push(toProblem(portal, scope, own));
  }
  const aheadMs = serverTime.getTime() - clock.nowMs();
  if (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS) {
    const seconds = Math.round(Math.abs(aheadMs) / 1_000);
    problems.push(
      `This machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the portal's. Set it by NTP.`,
    );
  }
  return { serverTime, scopes, problems };
}

function toProblem(portal: Portal, scope: string, answer: CommandAnswer): string {
  if (answer.state !== 'refused') return `The portal did not answer for the scope ${scope}.`;
  const { kind, message } = judgeWireError(answer.error, 200);
  return `The scope ${scope} does not work: ${portal.toError('checkAccount', { kind, message }).message}`;
}

function toServerTime(portal: Portal, operation: string, result: unknown): Date {
  const parsed = instant.safeParse(result);
  if (parsed.success) return parsed.data;
  throw portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: 'The portal did not tell its time. Check that the address is a Bitrix24 webhook.',
  });
}
