import { inTransaction } from '@ponte/db/client';
import { clearDirty, postponeDirty } from '@ponte/db/dirty';
import { listDuePlaces, PLACE_MARK, savePlace } from '@ponte/db/enderecos';
import type { JudgePorts, PlacePorts } from '@ponte/integrations/isales-fieldcontrol/ports';
import { toPrecision } from '@ponte/integrations/isales-fieldcontrol/rules/precision';
import { toGeoHash } from '@ponte/integrations/isales-fieldcontrol/rules/to-hashes';
import { wireJudge } from './isales-judgement.ts';
import { bindSettingsAndRings, type IsalesWorld } from './isales-world.ts';

/** Binds the search for places to the providers and the tables. */
export function wirePlaces(world: IsalesWorld): PlacePorts & JudgePorts {
  const { database, clock, geo } = world;
  const { pool } = database;
  return {
    ...bindSettingsAndRings(world),
    ...wireJudge(world),
    geo,
    listDuePlaces: async (account, limit) => {
      const rows = await listDuePlaces(pool, { account, limit });
      return rows.map(({ latitude, longitude, precisao, provedor, chave, ...row }) => ({
        ...row,
        known: toKnownPoint({ latitude, longitude, precisao, provedor }),
        geoHash: toGeoHash(chave, row.linkLocalizacao),
      }));
    },
    savePlace: (_account, { point, ...end }) =>
      inTransaction(pool, (sql) =>
        savePlace(sql, {
          ...{ ...end, now: clock.now() },
          point: point && { ...point, ...point.coordinates },
        }),
      ),
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
