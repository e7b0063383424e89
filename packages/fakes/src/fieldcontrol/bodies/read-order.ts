import type { Json } from '../../json.ts';
import { taskStatuses, type Order, type TaskStatus } from '../entities.ts';
import type { OrderDraft, TaskDraft } from '../records/make-order.ts';
import type { Call } from '../routes/route.ts';
import { keptAddress } from './put-body.ts';
import { readAddress, readCoords } from './read-address.ts';
import { readResource, type ResourceReader } from './resource-reader.ts';

const longestDescription = 2_000;

/**
 * Reads an order to be made, or to be changed to: customer, service, the whole address and, for a
 * new one, at least one task. Throws the 422 that names all that is wrong.
 */
export function readOrder(call: Call, body: Json, changed?: Order): OrderDraft {
  const { world, account } = call;
  const { settings } = world;
  const reader = readResource(body);
  const description = reader.optionalText('description') ?? '';
  if (description.length > longestDescription) {
    reader.complain('description', `must have at most ${longestDescription} characters`);
  }
  const customerId = reader.reference('customer', account.customers);
  const draft = {
    description,
    customerId,
    identifier: changed?.identifier ?? readIdentifier(reader, { world, account }),
    external: reader.optionalText('external.id'),
    serviceId: reader.reference('service', account.services),
    locationId: reader.optionalReference('location', account.locations),
    ticketId: reader.optionalReference('ticket', account.tickets),
    address: keptAddress(call, changed?.address) ?? readAddress(reader, 'order', settings),
    tasks: changed === undefined ? readTasks(reader, settings) : [],
  };
  reader.refuseIfWrong();
  return draft;
}

function readIdentifier(
  reader: ResourceReader,
  { world, account }: Pick<Call, 'world' | 'account'>,
): string | null {
  const identifier = reader.optionalText('identifier');
  if (identifier === null) {
    if (world.settings.orderIdentifiers === 'manual') {
      reader.complain('identifier', 'must be not null');
    }
    return null;
  }
  if (account.orderIdentifiers.has(identifier)) reader.complain('identifier', 'must be unique');
  return identifier;
}

function readTasks(reader: ResourceReader, settings: Call['world']['settings']): TaskDraft[] {
  const sent = reader.at('tasks');
  if (!Array.isArray(sent) || sent.length === 0) {
    reader.complain('tasks', 'must have at least 1 item');
    return [];
  }
  return sent.map((_task, index) => {
    const path = `tasks.${index}`;
    const hasCoords = (reader.at(`${path}.coords`) ?? null) !== null;
    return {
      position: reader.optionalInteger(`${path}.position`) ?? index + 1,
      status: readStatus(reader, `${path}.status`),
      scheduling: reader.at(`${path}.scheduling`) ?? { type: 'non-scheduled' },
      coords: hasCoords ? (readCoords(reader, `${path}.coords`, settings) ?? null) : null,
    };
  });
}

function readStatus(reader: ResourceReader, path: string): TaskStatus {
  const text = reader.optionalText(path) ?? 'pending';
  const status = taskStatuses.find((word) => word === text);
  if (status !== undefined) return status;
  reader.complain(path, `must be a valid status: ${taskStatuses.join(', ')}`);
  return 'pending';
}
