import type { Sql } from './client.ts';
import { toStorableText } from './storable-text.ts';

export interface GeoCacheEntry {
  text: string;
  /** Virtual. */
  at: Date;
}

/** What a provider of places said earlier; undefined when it was not asked. */
export async function findGeoCache(sql: Sql, key: string): Promise<GeoCacheEntry | undefined> {
  const { rows } = await sql.query<GeoCacheEntry>(
    'SELECT texto AS text, lido_em AS at FROM geo_cache WHERE chave = $1',
    [key],
  );
  return rows[0];
}

/** Keeps what it said, instead of what it said before. */
export async function saveGeoCache(sql: Sql, key: string, entry: GeoCacheEntry): Promise<void> {
  await sql.query(
    `INSERT INTO geo_cache (chave, texto, lido_em) VALUES ($1, $2, $3)
     ON CONFLICT (chave) DO UPDATE SET texto = EXCLUDED.texto, lido_em = EXCLUDED.lido_em`,
    [key, toStorableText(entry.text), entry.at],
  );
}
