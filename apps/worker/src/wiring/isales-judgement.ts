import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { listLinkedPlaces, PLACE_MARK } from '@ponte/db/enderecos';
import { findCardFacts, listOpenCards, moveUnsent } from '@ponte/db/os-details';
import { wakeChanges } from '@ponte/db/envios-changed';
import { settlePendings } from '@ponte/db/pendings';
import type {
  AnewPorts,
  JudgedBy,
  JudgePorts,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import type { Pending, PendingReason } from '@ponte/integrations/isales-fieldcontrol/project';
import { toPrecision } from '@ponte/integrations/isales-fieldcontrol/rules/precision';
import { maskText } from '@ponte/logging/mask';
import {
  bindSettingsAndRings,
  CARD,
  INTEGRATION,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';

/** Binds the judgement of cards to the tables. */
export function wireJudge(world: IsalesWorld): JudgePorts {
  const { pool } = world.database;
  return {
    readSettings: bindSettingsAndRings(world).readSettings,
    findCardFacts: async (account, isalesId) => {
      const row = await findCardFacts(pool, { account, isalesId });
      if (row === undefined) return undefined;
      const problems = row.problems.map(({ motivo, detalhe }) => ({
        ...{ motivo: motivo as PendingReason, detalhe },
      }));
      const nome = row.nome === '' ? null : row.nome;
      return { ...row, nome, problems, precisao: toPrecision(row.precisao) };
    },
    saveVerdict: ({ account, runId, isalesId }, { state, pendings, judged }) =>
      inTransaction(pool, async (sql) => {
        await settlePendings(sql, {
          ...{ integration: INTEGRATION, account, kind: CARD, runId },
          keys: judged.map((reason) => toHoldKey(isalesId, reason)),
          open: pendings.map((pending) => toOpen(isalesId, pending)),
        });
        const isWoken =
          state === 'complete' && (await wakeChanges(sql, { account, isalesIds: [isalesId] }));
        return (await moveUnsent(sql, { account, isalesId, state })) || isWoken;
      }),
  };
}

/** The name under which it is kept by what cards were judged last. */
const JUDGED = { integration: INTEGRATION, stream: 'judged' } as const;

/** Binds the judgement of all open cards to the tables. */
export function wireAnew(world: IsalesWorld): AnewPorts {
  const { pool } = world.database;
  return {
    ...wireJudge(world),
    ringPlaces: bindSettingsAndRings(world).ringPlaces,
    findJudgedBy: async (account) =>
      toJudgedBy((await findCheckpoint(pool, { ...JUDGED, account }))?.position),
    saveJudgedBy: (account, by) =>
      saveCheckpoint(pool, { ...JUDGED, account, position: { ...by } }),
    listOpenCards: (account) => {
      const reasons: PendingReason[] = ['geo_precisao_baixa', 'cep_diverge'];
      return listOpenCards(pool, { account, integration: INTEGRATION, kind: CARD, reasons });
    },
    markLinkedPlaces: async (account, isalesIds) => {
      const ids = await listLinkedPlaces(pool, { account, isalesIds });
      await markDirty(pool, { account, kind: PLACE_MARK, ids });
      return ids.length;
    },
  };
}

/** Written by `saveJudgedBy`; an earlier version kept the precision alone. */
function toJudgedBy(position: unknown): JudgedBy | null {
  if (typeof position === 'object' && position !== null) return position as JudgedBy;
  const leastPrecision = typeof position === 'string' ? toPrecision(position) : null;
  return leastPrecision === null ? null : { leastPrecision, farthestKm: null };
}

/** A pending as a hold of its card. */
export function toOpen(isalesId: string, { motivo, detalhe }: Pending) {
  return { key: toHoldKey(isalesId, motivo), reason: motivo, detail: maskText(detalhe) };
}
