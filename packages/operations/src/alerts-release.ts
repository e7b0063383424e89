import { changeChat } from '@ponte/db/chats';
import type { Sql } from '@ponte/db/client';
import { reopenMessages } from '@ponte/db/messages-due';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import type { Bell } from './bell.ts';

/** A person wants messages sent that may have arrived or were refused, or chats told again. */
export async function releaseAlerts(
  sql: Sql,
  { account, kind, keys }: { account: string; kind: string; keys: readonly string[] },
): Promise<Bell> {
  if (kind === 'chat') {
    for (const id of keys) await changeChat(sql, { account, id }, { isEnabled: true });
  } else {
    await reopenMessages(sql, { account, ids: keys });
  }
  return { job: deliverNotices, account };
}
