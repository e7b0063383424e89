import Table from 'cli-table3';
import pc from 'picocolors';
import type { Desk } from './desk.ts';

interface CardRow {
  readonly card: string;
  readonly column: number;
  readonly status: string;
  readonly moves: string[];
}

/** The board as Ponte knows it: each card with its moves and what became of them, and what waits. */
export async function showBoard({ database }: Desk): Promise<string> {
  const cards = await database.pool.query<CardRow>(
    `SELECT o.isales_id AS card, o.coluna_id AS "column", o.estado_atual AS status,
            array_agg(concat_ws(' ', h.seq || '.', h.status || ':', e.tipo, e.estado,
              '(' || COALESCE(CASE WHEN e.estado <> 'enviado' THEN e.motivo END, e.situacao) || ')')
              ORDER BY h.seq) AS moves
       FROM os o JOIN os_status_historico h ON h.os_id = o.id
       JOIN envio_field e ON e.historico_id = h.id
      GROUP BY o.id ORDER BY o.id`,
  );
  const pendings = await database.pool.query<{ key: string; detail: string }>(
    `SELECT key, detail FROM held WHERE integration = 'isales-fieldcontrol' AND kind = 'card'
        AND released_at IS NULL ORDER BY id`,
  );
  const table = new Table({
    head: ['card', 'column', 'stands', 'moves and their requests'].map((title) => pc.bold(title)),
    style: { head: [], border: [] },
  });
  for (const { card, column, status, moves } of cards.rows) {
    table.push([card, column, status, moves.join('\n')]);
  }
  const waiting = pendings.rows.map(({ key, detail }) => `  ${key}  ${detail}`);
  return [table.toString(), pc.bold('Waits for a person:'), ...waiting].join('\n');
}
