import type { Handler } from '@ponte/jobs/define';
import type { DictionaryPorts } from './ports.ts';
import { describeDrift } from './rules/describe-drift.ts';
import { listStatusEntities, toDictionary } from './rules/to-dictionary.ts';

/** Virtual milliseconds after which a view is tried again that a long query has kept from changing. */
const VIEW_AGAIN_MS = 5 * 60_000;

/** Reads every name of the portal in full and stores it; then the deals that waited for names go on. */
export function createRefreshDictionaries(ports: DictionaryPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const portal = ports.portal(account);
    const readAt = ports.now();
    const options = { level: 'live', signal } as const;
    const fields = await portal.listDealFields(options);
    const categories = await portal.listCategories(options);
    const stages = await portal.listStages(options);
    const statuses = await portal.listStatuses(listStatusEntities(fields), options);
    // Names of employees need a scope of their own; deals do not wait for it.
    const users = await unlessRefused(portal.listUsers(options));

    const dictionary = toDictionary({ fields, categories, stages, statuses, users });

    const drift = await ports.saveDictionaries({ account, readAt, ...dictionary });
    const kept = await ports.rebuildViews(account);
    await ports.ringWaiting(account);

    const counts = { names: dictionary.entries.length, fields: dictionary.fields.length };
    return {
      outcome: 'done',
      ...describeDrift(drift, counts, { hasUsers: users !== undefined, kept }),
      ...(kept.length === 0 ? {} : { againInMs: VIEW_AGAIN_MS }),
    };
  };
}

/** What the portal gives, or undefined when it refuses for good: a right or a scope is missing. */
async function unlessRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
    if (kind === 'rejected') return undefined;
    throw error;
  }
}
