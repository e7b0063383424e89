import { hash } from 'node:crypto';
import { recordAudit } from '@ponte/db/audit';
import {
  findLinkedPerson,
  findPersonByDocument,
  removeNobody,
  savePerson,
} from '@ponte/db/clientes';
import { inTransaction, type Sql } from '@ponte/db/client';
import { clearDirty, markDirty, postponeDirty } from '@ponte/db/dirty';
import { PLACE_MARK, saveAddress } from '@ponte/db/enderecos';
import { findLiveDelivery, reopenRejected, REQUEST_MARK } from '@ponte/db/envios';
import { wakeContacts } from '@ponte/db/envios-changed';
import { listNewestSnapshots, saveSnapshots } from '@ponte/db/isales-snapshots';
import {
  listDueCards,
  lockCardOf,
  markReading,
  markWaitingCard,
  noteAsked,
  saveProject,
  type CardOf,
} from '@ponte/db/os-details';
import { settlePendings } from '@ponte/db/pendings';
import type {
  CardPorts,
  CardReads,
  CardSaving,
  DueCard,
  JudgePorts,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import type { Pending } from '@ponte/integrations/isales-fieldcontrol/project';
import { readKept } from '@ponte/integrations/isales-fieldcontrol/rules/read-kept';
import { toOpen, wireJudge } from './isales-judgement.ts';
import {
  bindSettingsAndRings,
  CARD,
  CONTACTS_KEY,
  INTEGRATION,
  SHIFT_KEY,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';

/**
 * Virtual milliseconds after which a card is read again. A little less than a day, because the job
 * that does it comes every ten minutes: no reading is older than a day, and a day has one.
 */
const READ_AGAIN_MS = 24 * 3_600_000 - 15 * 60_000;

/** Binds the details of cards to iSales and the tables. */
export function wireCards(world: IsalesWorld): CardPorts & JudgePorts {
  const { database, clock, isales, companyZone } = world;
  const { pool } = database;
  return {
    ...bindSettingsAndRings(world),
    zone: companyZone,
    listDueCards: (account, limit) => {
      const staleBefore = new Date(clock.nowMs() - READ_AGAIN_MS);
      return listDueCards(pool, { account, staleBefore, limit });
    },
    readCard: async (account, clienteId, signal) => {
      const vendor = isales(account);
      const [client, proposal, fields] = await Promise.all([
        vendor.getClient(clienteId, { signal }),
        vendor.getProposal(clienteId, { signal }),
        vendor.getCustomFields(clienteId, { signal }),
      ]);
      return { client, proposal, fields };
    },
    findKeptReads: async (account, { isalesId, isalesClienteId }) =>
      readKept(await listNewestSnapshots(pool, { account, isalesId, isalesClienteId })),
    findPersons: async (account, isalesClienteId, documento) => ({
      linked: (await findLinkedPerson(pool, { account, isalesClienteId })) ?? null,
      byDocument:
        documento === null
          ? null
          : ((await findPersonByDocument(pool, { account, documento })) ?? null),
    }),
    saveCard: (saving) =>
      inTransaction(pool, async (sql) => ({
        ...(await saveCard(sql, saving, clock.now())),
        marks: await keepMarked(sql, saving),
      })),
    finishCard: (account, due) => inTransaction(pool, (sql) => clearMarks(sql, account, due)),
    saveUnread: ({ account, runId, due }, unread) =>
      inTransaction(pool, async (sql) => {
        const { pending } = unread;
        if (pending === undefined) {
          const wait = { forMs: clock.toRealMs(unread.forMs), isTry: unread.isTry };
          return postponeMarks(sql, account, { due, wait });
        }
        await clearMarks(sql, account, due);
        const { isalesId } = due;
        // Whoever reads what is kept has not asked iSales: its reading stays due as it was.
        if (!due.isReplay) await noteAsked(sql, { account, isalesId, at: clock.now() });
        return holdUnread(sql, { account, runId, isalesId, pending });
      }),
    ...wireJudge(world),
  };
}

async function saveCard(
  sql: Sql,
  saving: CardSaving,
  now: Date,
): Promise<{ mustLocate: boolean; mustTell: boolean }> {
  const { account, runId, due, reads, project, person, geoHash, dataHash } = saving;
  const { isalesId, isalesClienteId } = due;
  const card = { account, isalesId, isalesClienteId };
  // What was read of the old client is not what its row is about any more.
  if (!(await lockCardOf(sql, card))) return { mustLocate: false, mustTell: false };
  if (reads !== undefined) await keepReads(sql, card, reads);
  const { person: who, work, payment } = project;
  const clienteId = await savePerson(sql, {
    ...{
      account,
      isalesClienteId,
      clienteId: person.clienteId,
      overwrites: person.overwrites,
      now,
    },
    documento: person.takesDocument ? who.documento : null,
    fields: {
      ...{ nome: who.nome, docInformado: who.documentoInformado, email: who.email },
      ...{ telefone: who.telefone?.digits ?? null, telefoneE164: who.telefone?.e164 ?? null },
      telefoneSecundario: who.telefoneSecundario?.digits ?? null,
      telefoneSecundarioE164: who.telefoneSecundario?.e164 ?? null,
    },
  });
  const address = await saveAddress(sql, {
    ...{ account, clienteId, chave: saving.addressKey, place: project.place },
    linkLocalizacao: project.linkLocalizacao,
  });
  const saved = await saveProject(sql, {
    ...{ account, isalesId, clienteId, enderecoId: address.enderecoId, work, payment },
    ...{ problems: project.problems, hashDados: dataHash },
    readAt: reads?.client.readAt ?? null,
  });
  if (person.plan === 'link') await removeNobody(sql, { account, isalesClienteId });
  const mustLocate = address.geoHash !== geoHash;
  if (mustLocate) await markDirty(sql, { account, kind: PLACE_MARK, ids: [address.enderecoId] });
  const isChanged =
    saved !== undefined && saved.hashBefore !== null && saved.hashBefore !== dataHash;
  const isTold =
    isChanged &&
    (await noteChange(
      sql,
      { account, isalesId, osId: saved.osId },
      {
        before: saved.hashBefore,
        after: dataHash,
      },
    ));
  // Somebody let a pending of the card go: what FieldControl refused is sent again.
  const isReleased = due.marks.some(({ id }) => id.includes(':'));
  if (isReleased && saved !== undefined) await reopenRejected(sql, saved.osId);
  const mustTell =
    (await tryAgain(sql, { account, clienteId, osId: saved?.osId, due, isChanged })) || isTold;
  await settlePendings(sql, {
    ...{ integration: INTEGRATION, account, kind: CARD, runId },
    keys: [
      toHoldKey(isalesId, 'cliente_ambiguo_local'),
      // Whose phones these were, and what place, has no part in the card any more.
      ...(saved?.clienteBefore === clienteId ? [] : [toHoldKey(isalesId, CONTACTS_KEY)]),
      ...(saved?.enderecoBefore === address.enderecoId ? [] : [toHoldKey(isalesId, SHIFT_KEY)]),
    ],
    open:
      person.pending === null
        ? []
        : [
            {
              ...toOpen(isalesId, person.pending),
              key: toHoldKey(isalesId, 'cliente_ambiguo_local'),
            },
          ],
  });
  return { mustLocate, mustTell };
}

/** A daily reading has no mark of its own: without one, whoever dies before the judgement forgets it. */
async function keepMarked(sql: Sql, { account, due }: CardSaving): Promise<DueCard['marks']> {
  return due.marks.length > 0 ? due.marks : markReading(sql, { account, isalesId: due.isalesId });
}

/** A project that was changed: written down, tried again if refused, told to FieldControl if there. */
async function noteChange(
  sql: Sql,
  { account, isalesId, osId }: { account: string; isalesId: string; osId: string },
  change: { before: string | null; after: string },
): Promise<boolean> {
  await recordAudit(sql, {
    ...{ actor: 'ponte', action: 'card.changed', object: `card:${isalesId}` },
    ...{ before: change.before, after: change.after },
  });
  await reopenRejected(sql, osId);
  return markChange(sql, account, osId);
}

/** Has the order that FieldControl has compared with its card; false when there is none. */
async function markChange(sql: Sql, account: string, osId: string): Promise<boolean> {
  const live = await findLiveDelivery(sql, osId);
  if (live === undefined) return false;
  await markDirty(sql, { account, kind: REQUEST_MARK, ids: [live], startsAnew: true });
  return true;
}

/** What could not be brought before is brought now that it changed, or that a person asks for it. */
async function tryAgain(
  sql: Sql,
  of: {
    account: string;
    clienteId: string;
    osId: string | undefined;
    due: DueCard;
    isChanged: boolean;
  },
): Promise<boolean> {
  const { account, clienteId, osId, due, isChanged } = of;
  const isReleased = (name: string): boolean =>
    due.marks.some(({ id }) => id === toHoldKey(due.isalesId, name));
  const mayWake = isChanged || isReleased('contato_recusado');
  const isWoken = mayWake && (await wakeContacts(sql, { account, clienteId }));
  // Only for its own pending: one that a person dismissed is not opened by another's release.
  const isAsked = isReleased('divergencia_pos_envio') && osId !== undefined;
  return (isAsked && (await markChange(sql, account, osId))) || isWoken;
}

async function keepReads(
  sql: Sql,
  { account, isalesId, isalesClienteId }: CardOf,
  { client, proposal, fields }: CardReads,
): Promise<void> {
  const kept = [
    { tipo: 'cliente' as const, reading: client },
    { tipo: 'proposta' as const, reading: proposal },
    { tipo: 'campos' as const, reading: fields },
  ];
  const snapshots = kept.map(({ tipo, reading }) => ({
    ...{ isalesId, isalesClienteId, tipo, corpo: reading.raw, at: reading.readAt },
    hash: hash('sha256', JSON.stringify(reading.raw ?? null)),
  }));
  await saveSnapshots(sql, { account, snapshots });
}

async function clearMarks(sql: Sql, account: string, { marks }: DueCard): Promise<void> {
  for (const { kind, id, version } of marks) {
    await clearDirty(sql, { account, kind, read: [{ id, version }] });
  }
}

async function postponeMarks(
  sql: Sql,
  account: string,
  { due, wait }: { due: DueCard; wait: { forMs: number; isTry: boolean } },
): Promise<void> {
  // A daily reading that failed has no mark that could count its tries yet.
  if (due.marks.length === 0) {
    await markWaitingCard(sql, { account, isalesId: due.isalesId, ...wait });
  }
  for (const { kind, id, version } of due.marks) {
    await postponeDirty(sql, { account, kind, read: [{ id, version, ...wait }] });
  }
}

async function holdUnread(
  sql: Sql,
  of: { account: string; runId: string; isalesId: string; pending: Pending },
): Promise<void> {
  const { account, runId, isalesId, pending } = of;
  await settlePendings(sql, {
    ...{ integration: INTEGRATION, account, kind: CARD, keys: [], runId },
    open: [toOpen(isalesId, pending)],
  });
}
