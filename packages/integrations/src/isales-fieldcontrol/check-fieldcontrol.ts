import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { Handler } from '@ponte/jobs/define';
import type { BoardPorts } from './ports.ts';
import { describeServiceCheck } from './rules/describe-service-check.ts';

export interface CheckFieldcontrolPorts {
  readSettings: BoardPorts['readSettings'];
  field(account: string): Pick<FieldControlClient, 'listServices'>;
}

/** Reads FieldControl's services and looks whether each column that is followed has one of them. */
export function createCheckFieldcontrol(
  ports: CheckFieldcontrolPorts,
): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const settings = await ports.readSettings(account);
    const services = await ports.field(account).listServices({ level: 'live', signal });
    return { outcome: 'done', ...describeServiceCheck(settings, services) };
  };
}
