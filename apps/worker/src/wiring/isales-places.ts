import { inTransaction, type Sql } from '@ponte/db/client';
import { clearDirty, postponeDirty } from '@ponte/db/dirty';
import { listDuePlaces, listWantedAt, PLACE_MARK, savePlace } from '@ponte/db/enderecos';
import { settlePendings } from '@ponte/db/pendings';
import type { PlacePorts } from '@ponte/integrations/isales-fieldcontrol/place-ports';
import type { JudgePorts, RunOf } from '@ponte/integrations/isales-fieldcontrol/ports';
import type { Pending } from '@ponte/integrations/isales-fieldcontrol/project';
import { toPrecision } from '@ponte/integrations/isales-fieldcontrol/rules/precision';
import { toGeoHash } from '@ponte/integrations/isales-fieldcontrol/rules/to-hashes';
import { toOpen, wireJudge } from './isales-judgement.ts';
import {
  bindSettingsAndRings,
  CARD,
  INTEGRATION,
  SHIFT_KEY,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';

/** Binds the search for places to the providers and the tables. */
export function wirePlaces(world: IsalesWorld): PlacePorts & JudgePorts {
  const { database, clock, geo, fieldcontrol } = world;
  const { pool } = database;
  return {
    ...bindSettingsAndRings(world),
    ...wireJudge(world),
    geo,
    field: fieldcontrol,
    listDuePlaces: async (account, limit) => {
      const rows = await listDuePlaces(pool, { account, limit });
      return rows.map(({ latitude, longitude, precisao, provedor, chave, ...row }) => ({
        ...row,
        known: toKnownPoint({ latitude, longitude, precisao, provedor }),
        geoHash: toGeoHash(chave, row.linkLocalizacao),
        location: toLocation(row),
      }));
    },
    savePlace: (run, { point, shift, ...end }) =>
      inTransaction(pool, async (sql) => {
        const isSaved = await savePlace(sql, {
          ...{ ...end, now: clock.now() },
          point: point && { ...point, ...point.coordinates },
        });
        if (isSaved && shift !== undefined) await settleShift(sql, run, { ...end, shift });
      }),
    finishPlace: async (account, { enderecoId, version }) => {
      const read = [{ id: enderecoId, version }];
      await clearDirty(pool, { account, kind: PLACE_MARK, read });
    },
    postponePlace: (account, { enderecoId, version }, { forMs, isTry }) => {
      const read = [{ id: enderecoId, version, forMs: clock.toRealMs(forMs), isTry }];
      return postponeDirty(pool, { account, kind: PLACE_MARK, read });
    },
  };
}

async function settleShift(
  sql: Sql,
  { account, runId }: RunOf,
  { enderecoId, shift }: { enderecoId: string; shift: Pending | null },
): Promise<void> {
  const cards = await listWantedAt(sql, enderecoId);
  const toKey = (isalesId: string): string => toHoldKey(isalesId, SHIFT_KEY);
  await settlePendings(sql, {
    ...{ integration: INTEGRATION, account, kind: CARD, runId, keys: cards.map(toKey) },
    open: shift === null ? [] : cards.map((id) => ({ ...toOpen(id, shift), key: toKey(id) })),
  });
}

function toLocation(row: { customerFieldId: string | null; locationFieldId: string | null }) {
  const { customerFieldId: customerId, locationFieldId: fieldId } = row;
  return customerId === null || fieldId === null ? null : { customerId, fieldId };
}

/** A stored point; null while there is none. */
export function toKnownPoint(row: {
  latitude: number | null;
  longitude: number | null;
  precisao: string | null;
  provedor: string | null;
}) {
  const { latitude, longitude, provedor } = row;
  const precisao = toPrecision(row.precisao);
  if (latitude === null || longitude === null || precisao === null) return null;
  return { coordinates: { latitude, longitude }, precisao, provedor: provedor ?? '' };
}
