import type { OnecCache } from '@ponte/connectors/onec';
import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import type { Database } from '@ponte/db/client';
import type { Logger } from '@ponte/logging';

/**
 * What Ponte uses of a base's `$metadata` (some kilobytes of the megabytes that 1C sends), kept as a
 * checkpoint: a worker that starts does not read it again. Without PostgreSQL it is read from 1C.
 */
export function createOnecCache(
  { database: { pool }, logger }: { database: Pick<Database, 'pool'>; logger: Logger },
  account: string,
): OnecCache {
  const place = (key: string) => ({ integration: 'onec-bitrix24', account, stream: key });
  return {
    read: async (key) => {
      try {
        const kept = await findCheckpoint(pool, place(key));
        // Written by `write` and nobody else; the connector checks the text by its schema.
        const position = kept?.position as { text: string; at: string } | undefined;
        return position && { text: position.text, at: new Date(position.at) };
      } catch (err) {
        logger.warn({ key, err }, 'onec-cache.unreadable');
        return undefined;
      }
    },
    write: async (key, { text, at }) => {
      try {
        await saveCheckpoint(pool, { ...place(key), position: { text, at: at.toISOString() } });
      } catch (err) {
        logger.warn({ key, err }, 'onec-cache.unwritable');
      }
    },
  };
}
