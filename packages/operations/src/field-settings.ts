import type { Sql } from '@ponte/db/client';
import { listSettings } from '@ponte/db/settings';
import {
  toFieldSettings,
  type FieldSettings,
} from '@ponte/integrations/isales-fieldcontrol/settings';

/**
 * The settings in force. This release keeps one set of them for all accounts.
 */
export async function readFieldSettings(sql: Sql, _account: string): Promise<FieldSettings> {
  return toFieldSettings(await listSettings(sql, 'isales-fieldcontrol'));
}
