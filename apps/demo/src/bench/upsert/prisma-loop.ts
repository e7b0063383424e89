import type { Database } from '@ponte/db/client';
import type { DealRow } from '@ponte/db/deals';

type DealToCreate = Parameters<Database['prisma']['deal']['upsert']>[0]['create'];

/** The other baseline of the upsert bench: Prisma's upsert, deal by deal. */
export async function upsertOneByOne(
  prisma: Database['prisma'],
  deals: readonly DealRow[],
): Promise<void> {
  for (const { custom, ...plain } of deals) {
    const deal: DealToCreate = { ...plain, custom: structuredClone(custom) as object };
    await prisma.deal.upsert({
      where: { account_id: { account: deal.account, id: deal.id } },
      create: deal,
      update: deal,
    });
  }
}
