import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { Handler } from '@ponte/jobs/define';
import type { BoardPorts } from './ports.ts';
import { findUnknownServices } from './rules/find-unknown-services.ts';

type BoardCheckPorts = Pick<BoardPorts, 'readSettings' | 'readBoard'>;

/** Reads the board once, as the poll does, and keeps nothing of it. */
export function createCheckIsales(ports: BoardCheckPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const settings = await ports.readSettings(account);
    const { cards, problems } = await ports.readBoard(account, settings, signal);
    const shown = cards.length + problems.length;
    return {
      outcome: 'done',
      counts: { cards: cards.length },
      message: `The board shows ${shown} ${shown === 1 ? 'card' : 'cards'}.`,
    };
  };
}

export interface CheckFieldPorts {
  readSettings: BoardPorts['readSettings'];
  field(account: string): Pick<FieldControlClient, 'listServices'>;
}

/** Reads FieldControl's services and looks whether each column that is followed has one of them. */
export function createCheckField(ports: CheckFieldPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const services = await ports.field(account).listServices({ level: 'live', signal });
    const problems = findUnknownServices(await ports.readSettings(account), services);
    return {
      outcome: 'done',
      counts: { services: services.length, problems: problems.length },
      message:
        problems.length === 0 ? 'Each column has its service.' : problems.map(describe).join(' '),
    };
  };
}

function describe({ column, problem }: ReturnType<typeof findUnknownServices>[number]): string {
  const words = { missing: 'has no service', unknown: 'has a service that FieldControl does not offer' };
  return `Column ${column} ${words[problem]}: correct the setting "columns" of isales-fieldcontrol.`;
}
