import { recordAudit } from '@ponte/db/audit';
import {
  addChat,
  changeChat,
  findChat,
  listChats,
  removeChat,
  type ChatChange,
  type ChatRow,
} from '@ponte/db/chats';
import { inTransaction } from '@ponte/db/client';
import { releaseHeld } from '@ponte/db/held';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import { ringAll } from './bell.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

type ChatPorts = Pick<OperationPorts, 'database' | 'ringer'>;
type Place = { readonly account: string; readonly id: string };

/** Every chat that is told things, those at work first. */
export function readChats(
  { database }: Pick<OperationPorts, 'database'>,
  account: string,
): Promise<ChatRow[]> {
  return listChats(database.pool, account);
}

/** Puts a chat on the list; what waits is told there. Refused for what is no chat id, or is known. */
export async function putChat(
  { database, ringer }: ChatPorts,
  { account, id, title }: Place & { readonly title?: string | undefined },
  actor: Actor,
): Promise<ChatRow> {
  if (!/^-?\d{1,20}$/.test(id)) {
    throw new OperationRefused('bad-request', `"${id}" is no chat id: it is a number.`);
  }
  const chat = await inTransaction(database.pool, async (sql) => {
    const what = { account, id, by: actor.by, ...(title === undefined ? {} : { title }) };
    if (!(await addChat(sql, what))) {
      const advice = `Chat ${id} is on the list already. A disabled one is let in by enabling it.`;
      throw new OperationRefused('conflict', advice);
    }
    await audit(sql, { action: 'chat.added', id, actor });
    return findChat(sql, { account, id });
  });
  await ringAll(ringer, [{ job: deliverNotices, account }]);
  return getChat(chat, id);
}

/** Changes what a chat takes, or lets a disabled one in again. Refused when it is not on the list. */
export async function editChat(
  { database, ringer }: ChatPorts,
  { account, id, change }: Place & { readonly change: ChatChange },
  actor: Actor,
): Promise<ChatRow> {
  const chat = await inTransaction(database.pool, async (sql) => {
    const before = getChat(await findChat(sql, { account, id }), id);
    if (before.movedTo !== null && change.isEnabled === true) {
      throw new OperationRefused('conflict', `Chat ${id} is chat ${before.movedTo} now.`);
    }
    await changeChat(sql, { account, id }, change);
    await closeHold(sql, { account, id, by: actor.by });
    await audit(sql, { action: 'chat.changed', id, actor, after: { ...change } });
    return findChat(sql, { account, id });
  });
  await ringAll(ringer, [{ job: deliverNotices, account }]);
  return getChat(chat, id);
}

/** Takes a chat off the list; what was due to it is dropped. Refused when it is not on the list. */
export async function dropChat(
  { database }: Pick<OperationPorts, 'database'>,
  { account, id }: Place,
  actor: Actor,
): Promise<void> {
  await inTransaction(database.pool, async (sql) => {
    getChat(await findChat(sql, { account, id }), id);
    await removeChat(sql, { account, id });
    await closeHold(sql, { account, id, by: actor.by });
    await audit(sql, { action: 'chat.removed', id, actor });
  });
}

function getChat(chat: ChatRow | undefined, id: string): ChatRow {
  if (chat !== undefined) return chat;
  throw new OperationRefused('not-found', `Chat ${id} is not on the list.`);
}

type Sql = Parameters<typeof findChat>[0];

async function closeHold(sql: Sql, { account, id, by }: Place & { by: string }): Promise<void> {
  await releaseHeld(sql, { integration: 'alerts', account, kind: 'chat', keys: [id], by });
}

async function audit(
  sql: Sql,
  { action, id, actor, after }: { action: string; id: string; actor: Actor; after?: ChatChange },
): Promise<void> {
  const { by, reason = null } = actor;
  const kept = after === undefined ? {} : { after: { ...after } };
  await recordAudit(sql, { actor: by, action, object: `chat:${id}`, ...kept, reason });
}
