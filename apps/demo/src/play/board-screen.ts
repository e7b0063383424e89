import Table from 'cli-table3';
import pc from 'picocolors';
import { listPendings } from '@ponte/db/field-overview';
import { nextStepFor, reasonInWords } from '@ponte/integrations/reasons';
import type { Desk } from './desk.ts';

interface CardRow {
  readonly card: string;
  readonly column: number;
  readonly status: string;
  readonly moves: string[];
}

/** Pendings that the screen has room for. */
const SHOWN = 50;

/** The board as Ponte knows it: each card with its moves, and what waits with what to do about it. */
export async function showBoard({ database }: Desk): Promise<string> {
  const cards = await database.pool.query<CardRow>(
    `SELECT o.isales_id AS card, o.coluna_id AS "column", o.estado_atual || CASE WHEN o.ausente_desde IS NULL THEN '' ELSE ', gone from the board' END
            AS status,
            array_agg(concat_ws(' ', h.seq || '.', h.status || ':', e.tipo, e.estado,
              '(' || COALESCE(CASE WHEN e.estado <> 'enviado' THEN e.motivo END, e.situacao) || ')')
              ORDER BY h.seq) AS moves
       FROM os o JOIN os_status_historico h ON h.os_id = o.id
       JOIN envio_field e ON e.historico_id = h.id
      GROUP BY o.id ORDER BY o.id`,
  );
  const pendings = await listPendings(database.pool, { account: 'default', limit: SHOWN });
  const table = new Table({
    head: ['card', 'column', 'stands', 'moves and their requests'].map((title) => pc.bold(title)),
    style: { head: [], border: [] },
  });
  for (const { card, column, status, moves } of cards.rows) {
    table.push([card, column, status, moves.join('\n')]);
  }
  const waiting = pendings
    .toReversed()
    .flatMap(({ isalesId, kind, reason, detail }) => [
      `  ${isalesId === null ? kind : `card ${isalesId}`}  ${pc.yellow(reasonInWords(reason))}  ${detail}`,
      `      ${nextStepFor(reason)}`,
    ]);
  return [table.toString(), pc.bold('Waits for a person:'), ...waiting].join('\n');
}
