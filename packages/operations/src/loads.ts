import { randomUUID } from 'node:crypto';
import { recordAudit } from '@ponte/db/audit';
import { findCheckpoint, lockCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction, type Sql } from '@ponte/db/client';
import { loadDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type { LoadProgress } from '@ponte/integrations/bitrix24-deals/ports';
import { createLoad } from '@ponte/integrations/bitrix24-deals/rules/load-progress';
import { ringAll } from './bell.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

const KEY = { integration: 'bitrix24-deals', stream: 'load' } as const;

/** The account's last load and how far it is; undefined when there never was one. */
export async function findLoad(
  { database }: Pick<OperationPorts, 'database'>,
  account: string,
): Promise<LoadProgress | undefined> {
  return readLoadProgress(database.pool, account);
}

/** The same within a transaction of the caller's. */
export async function readLoadProgress(
  sql: Sql,
  account: string,
): Promise<LoadProgress | undefined> {
  const found = await findCheckpoint(sql, { ...KEY, account });
  return found?.position as LoadProgress | undefined;
}

/**
 * Begins a load of all deals, or of those made at or after `since`. Refused when `since` lies ahead
 * and while another one of the account runs or rests: that one is resumed or cancelled first.
 */
export async function startLoad(
  { database, ringer, clock }: OperationPorts,
  { account, since }: { account: string; since: Date | null },
  actor: Actor,
): Promise<LoadProgress> {
  assertNotFuture(since, clock.now());
  const load = await inTransaction(database.pool, async (sql) => {
    const before = await lockLoad(sql, account);
    if (before?.state === 'running' || before?.state === 'paused') {
      throw new OperationRefused(
        'conflict',
        `A load of ${account} is ${before.state}. Cancel it first, or resume it if it rests.`,
      );
    }
    const begun = createLoad({
      ...{ id: randomUUID(), since: since?.toISOString() ?? null },
      ...{ now: clock.now(), before },
    });
    await saveLoad(sql, account, begun);
    await audit(sql, { action: 'load.started', account, actor });
    return begun;
  });
  await ringAll(ringer, [{ job: loadDeals, account }]);
  return load;
}

/** Refuses a day that has not come yet: nothing can have been made since. */
export function assertNotFuture(since: Date | null, now: Date): void {
  if (since === null || since <= now) return;
  throw new OperationRefused(
    'bad-request',
    `No deal has been made since ${since.toISOString()}: that time lies ahead. Give an earlier one.`,
  );
}

const MOVES = {
  pause: { from: ['running'], to: 'paused', action: 'load.paused' },
  resume: { from: ['paused'], to: 'running', action: 'load.resumed' },
  cancel: { from: ['running', 'paused'], to: 'cancelled', action: 'load.cancelled' },
} as const;

/** Pauses, resumes or cancels the account's load. What was read stays. Refused when it does not fit. */
export async function moveLoad(
  { database, ringer, clock }: OperationPorts,
  { account, move }: { account: string; move: keyof typeof MOVES },
  actor: Actor,
): Promise<LoadProgress> {
  const { from, to, action } = MOVES[move];
  const after = await inTransaction(database.pool, async (sql) => {
    const before = await lockLoad(sql, account);
    const states: readonly string[] = from;
    if (before === undefined || !states.includes(before.state)) {
      throw new OperationRefused(
        before === undefined ? 'not-found' : 'conflict',
        `There is no load of ${account} that is ${from.join(' or ')}` +
          (before === undefined ? '.' : `: it is ${before.state}.`),
      );
    }
    const finishedAt = to === 'cancelled' ? clock.now().toISOString() : null;
    const moved: LoadProgress = { ...before, state: to, finishedAt };
    await saveLoad(sql, account, moved);
    await audit(sql, { action, account, actor });
    return moved;
  });
  if (to === 'running') await ringAll(ringer, [{ job: loadDeals, account }]);
  return after;
}

/** Locks the account's load until the transaction ends. */
export async function lockLoad(sql: Sql, account: string): Promise<LoadProgress | undefined> {
  const found = await lockCheckpoint(sql, { ...KEY, account });
  return found?.position as LoadProgress | undefined;
}

/** Saves the account's load; give the transaction that writes the rows it covers. */
export async function saveLoad(sql: Sql, account: string, load: LoadProgress): Promise<void> {
  await saveCheckpoint(sql, {
    ...{ ...KEY, account },
    // Written and read by this version's own type, which is plain JSON.
    position: JSON.parse(JSON.stringify(load)) as Parameters<typeof saveCheckpoint>[1]['position'],
  });
}

async function audit(
  sql: Sql,
  { action, account, actor }: { action: string; account: string; actor: Actor },
): Promise<void> {
  const object = `load:bitrix24-deals/${account}`;
  await recordAudit(sql, { actor: actor.by, action, object, reason: actor.reason ?? null });
}
