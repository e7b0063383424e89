import { pick } from '../../seeded/random.ts';
import type { Account } from '../account.ts';
import type { Customer, TaskStatus } from '../entities.ts';
import { encodeId } from '../ids.ts';
import { addEmail, addPhone, makeCustomer } from '../records/make-customer.ts';
import { makeOrder } from '../records/make-order.ts';
import { makeTicket } from '../records/make-ticket.ts';
import { pastMoment, stamp } from '../records/stored.ts';
import type { World } from '../world.ts';
import { oddCustomers, type OddCustomer } from './odd-customers.ts';
import { chance, formatCpf, inventAddress, inventName, inventWrongCpf } from './people.ts';
import { mainServices, otherServices } from './services.ts';

const dayMs = 86_400_000;
const firstDayMs = Date.parse('2022-01-10T12:00:00Z');
/** Days over which an account has grown. */
const days = 1_700;
const otherCustomers = 12;
// The other company's people differ from the main one's.
const otherFrom = 700_000;

/** Puts into fresh accounts what the scenario says; the same seed gives the same objects. */
export function fillAccounts(world: World): void {
  const [main, other] = [...world.accounts.values()];
  if (main === undefined || other === undefined) return;
  const { seed, scenario } = world.start;
  addServices(main, mainServices);
  addServices(other, otherServices);
  for (const account of [main, other]) addEmployees(account);
  const odd = scenario.hasOddities ? oddCustomers.slice(0, scenario.customers) : [];
  odd.forEach((customer, index) => addOddCustomer(main, seed, [customer, index]));
  for (let index = odd.length; index < scenario.customers; index += 1) {
    addCustomer(main, seed, index);
  }
  for (let index = 0; index < otherCustomers; index += 1) {
    addCustomer(other, seed, otherFrom + index);
  }
  for (let index = 0; index < scenario.tickets; index += 1) addTicket(main, seed, index);
  for (let index = 0; index < scenario.orders; index += 1) addOrder(main, seed, index);
}

function addServices(account: Account, services: typeof mainServices): void {
  for (const { number, name, duration, isArchived } of services) {
    const stored = stamp(account, encodeId(number, account.id), pastMoment(firstDayMs));
    account.services.set(stored.id, { ...stored, name, duration, archived: isArchived ?? false });
  }
}

function addEmployees(account: Account): void {
  for (const [name, email] of [
    ['Equipe Norte', 'equipe.norte@example.test'],
    ['Equipe Sul', 'equipe.sul@example.test'],
    ['Planejamento', 'planejamento@example.test'],
  ] as const) {
    const stored = stamp(account, account.ids.integer(), pastMoment(firstDayMs));
    account.employees.set(stored.id, { ...stored, name, email });
  }
}

function addOddCustomer(
  account: Account,
  seed: number,
  [odd, index]: readonly [OddCustomer, number],
): void {
  const { name, documentNumber, code, notes } = odd;
  const draft = { name, documentNumber, code: code ?? null, notes: notes ?? null, external: null };
  const moment = pastMoment(Date.parse(`${odd.createdOn}T13:00:00Z`));
  const address = inventAddress(seed, index);
  const customer = makeCustomer(account, { ...draft, address }, moment);
  customer.archived = odd.isArchived ?? false;
}

/** Two of three have no document, as in real accounts; the others one in either form. */
function addCustomer(account: Account, seed: number, index: number): void {
  const bits = chance(seed, 'customer', index);
  const moment = pastMoment(dayOf(seed, 'customer day', index));
  const wrongCpf = inventWrongCpf(seed, index);
  const documentNumber = bits % 3 === 0 ? (bits % 2 === 0 ? formatCpf(wrongCpf) : wrongCpf) : null;
  const customer = makeCustomer(
    account,
    {
      ...{ name: inventName(seed, index), code: null, notes: null, external: null },
      ...{ documentNumber, address: inventAddress(seed, index) },
    },
    moment,
  );
  customer.archived = bits % 17 === 0;
  if (bits % 4 !== 0) {
    const number = `1699${String(1_000_000 + (bits % 9_000_000))}`;
    addPhone({ account, customer }, { number, type: 'mobile', isPrimary: true }, moment);
  }
  if (bits % 5 === 0) {
    const address = `cliente${index}@example.test`;
    addEmail({ account, customer }, { address, type: 'personal', isPrimary: true }, moment);
  }
}

function addTicket(account: Account, seed: number, index: number): void {
  const bits = chance(seed, 'ticket', index);
  const customer = pick([...account.customers.values()], bits);
  const [subject, serviceId] = ['Manutenção preventiva', serviceFor(account, bits)];
  const moment = pastMoment(dayOf(seed, 'ticket day', index));
  const ticket = makeTicket(
    account,
    {
      ...{ name: customer.name, subject, message: 'Pedido feito pelo portal.', external: null },
      ...{ customerId: customer.id, serviceId, locationId: customer.primaryLocationId },
      contact: { email: null, phone: null },
    },
    moment,
  );
  ticket.archived = bits % 11 === 0;
}

const usualStatuses: readonly TaskStatus[] = ['done', 'done', 'scheduled', 'pending', 'canceled'];

function addOrder(account: Account, seed: number, index: number): void {
  const bits = chance(seed, 'order', index);
  const customer: Customer = pick([...account.customers.values()], bits);
  const { coords } = customer.address;
  // About one order in eight has more than one task.
  const statuses = bits % 8 === 0 ? [0, 1] : [0];
  const order = makeOrder(
    account,
    {
      ...{ description: 'Serviço agendado no painel.', external: null, ticketId: null },
      ...{ customerId: customer.id, serviceId: serviceFor(account, bits >>> 3) },
      ...{ locationId: customer.primaryLocationId, identifier: null, address: customer.address },
      tasks: statuses.map((shift) => ({
        ...{ position: shift + 1, status: pick(usualStatuses, (bits >>> 6) + shift), coords },
        scheduling: { type: 'non-scheduled' },
      })),
    },
    pastMoment(dayOf(seed, 'order day', index)),
  );
  order.archived = bits % 13 === 0;
}

/** The last services of the list: the ones for requests from outside stay free. */
function serviceFor({ services }: Account, bits: number): string {
  const usable = [...services.values()].filter(({ archived }) => !archived).slice(-2);
  return pick(usable, bits).id;
}

function dayOf(seed: number, purpose: string, index: number): number {
  const bits = chance(seed, purpose, index);
  return firstDayMs + (bits % days) * dayMs + ((bits >>> 11) % 28_800) * 1_000;
}
