import type { Handler } from '@ponte/jobs/define';
import type { BoardPorts } from './ports.ts';
import { describeBoard } from './rules/describe-board.ts';
import { toBoardDecision } from './rules/to-board-decision.ts';

type Ports = Pick<
  BoardPorts,
  'now' | 'readSettings' | 'readBoard' | 'findBoardState' | 'listCards'
>;

/** A reading of the board without a trace: what it would change. */
export function createPreviewBoard(ports: Ports): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const settings = await ports.readSettings(account);
    const reading = await ports.readBoard(account, settings, signal);
    const { suspectSince } = await ports.findBoardState(account);
    const decide = toBoardDecision(reading, { settings, now: ports.now(), suspectSince });
    const { reason: _reason, ...ending } = describeBoard(
      decide(await ports.listCards(account)),
      reading,
    );
    return { ...ending, outcome: 'done' };
  };
}
