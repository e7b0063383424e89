import { isVendorError } from '../http/vendor-error.ts';
import type { Base } from './base.ts';
import type { OnecMetadata } from './metadata.ts';
import type { CallOptions, OnecAccountCheck } from './operations.ts';
import type { ReadMetadata } from './read-metadata.ts';
import { readPage } from './read-rows.ts';
import { NEEDED_SETS, STOCK } from './sets.ts';
import { z } from 'zod';

/** Tries what Ponte needs and says what is missing, each with what to do. */
export async function checkAccount(
  base: Base,
  readMetadata: ReadMetadata,
  options: CallOptions,
): Promise<OnecAccountCheck> {
  const metadata = await readMetadata({ ...options, fresh: true });
  const problems = NEEDED_SETS.filter((set) => !metadata.sets.has(set)).map(
    (set) => `${set} is not published: add it to the composition of OData (docs/onec).`,
  );
  const published = NEEDED_SETS.filter((set) => metadata.sets.has(set));
  if (!isKazakhstan(metadata)) {
    problems.push('This is no 1C:Accounting for Kazakhstan: check ONEC_BASE_URL.');
  }
  for (const set of published.filter((name) => name !== STOCK)) {
    const problem = await findRightsProblem(base, set, options);
    if (problem !== undefined) problems.push(problem);
  }
  return { problems, published };
}

/** Counterparties carry the BIN there (KZ write-kz.ts). */
function isKazakhstan({ sets }: OnecMetadata): boolean {
  return (
    sets.has('ChartOfAccounts_Типовой') ||
    sets.get('Catalog_Контрагенты')?.fields.has('ИдентификационныйКодЛичности') === true
  );
}

async function findRightsProblem(
  base: Base,
  set: string,
  options: CallOptions,
): Promise<string | undefined> {
  try {
    const query = { operation: 'checkAccount', set, row: z.unknown(), top: 1, options };
    await readPage(base, query);
    return undefined;
  } catch (thrown) {
    if (!isVendorError(thrown) || thrown.kind !== 'rejected') throw thrown;
    return `${set} cannot be read: give the exchange user the roles listed in docs/onec.`;
  }
}
