import type { Handler } from '@ponte/jobs/define';
import type { BoardPorts } from './ports.ts';
import { describeBoardCheck } from './rules/describe-board-check.ts';

export type CheckIsalesPorts = Pick<BoardPorts, 'readSettings' | 'readBoard'>;

/** Reads the board once, as the poll does, and keeps nothing of it. */
export function createCheckIsales(ports: CheckIsalesPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const settings = await ports.readSettings(account);
    const reading = await ports.readBoard(account, settings, signal);
    return { outcome: 'done', ...describeBoardCheck(reading, settings) };
  };
}
