/**
 * Writes a deal. The portal answers `true` also when it dropped a field in silence: a wrong name,
 * an unknown option, a date that does not parse, a read-only field (b24restdocs crm-deal-update.md,
 * vendor's restservice.php). So fields are checked before and compared after.
 */
import { toDealRecord, type DealField } from './model.ts';
import type { Bitrix24Client, CallOptions, DealUpdate } from './operations.ts';
import type { Portal } from './portal.ts';

type Fields = Readonly<Record<string, unknown>>;
type Reads = Pick<Bitrix24Client, 'listDealFields'>;

/** Fields that the portal rewrites on purpose: COMMENTS goes through its HTML cleaner. */
const REWRITTEN = new Set(['COMMENTS']);

/** Binds `updateDeal` to a portal. */
export function createUpdateDeal(portal: Portal, reads: Reads): Bitrix24Client['updateDeal'] {
  return async (id, fields, options = {}): Promise<DealUpdate> => {
    const { describedBy, ...callOptions } = options;
    const described = describedBy ?? (await reads.listDealFields(callOptions));
    const problems = findFieldProblems(fields, described);
    if (problems.length > 0) {
      throw portal.toError('updateDeal', {
        kind: 'rejected',
        effect: 'idempotent',
        notApplied: true,
        message: `${problems.join('; ')}. Correct the fields; nothing was sent.`,
      });
    }
    await send(portal, { id, fields }, callOptions);
    const { deal, raw, readAt } = await readBack(portal, id, callOptions);
    return { deal, readAt, dropped: findDropped(fields, raw) };
  };
}

/** What is wrong with the fields, each as half a sentence that names the field. Pure. */
export function findFieldProblems(fields: Fields, described: readonly DealField[]): string[] {
  const byName = new Map(described.map((field) => [field.name, field]));
  return Object.entries(fields).flatMap(([name, value]) => {
    const field = byName.get(name);
    if (field === undefined) return [`the portal has no deal field ${name}`];
    if (field.isReadOnly) return [`${name} is read-only`];
    if (field.isImmutable) return [`${name} cannot be changed after the deal is made`];
    const values = Array.isArray(value) ? (value as unknown[]) : [value];
    if (values.length > 1 && !field.isMultiple) return [`${name} takes one value`];
    return hasUnknownOption(field, values) ? [`${name} has no such option`] : [];
  });
}

/** Names of fields whose value after the write is not the one sent. Pure. */
export function findDropped(sent: Fields, stored: Fields): string[] {
  return Object.entries(sent)
    .filter(([name]) => !REWRITTEN.has(name))
    .filter(([name, value]) => !isSame(value, stored[name]))
    .map(([name]) => name);
}

function hasUnknownOption(field: DealField, values: readonly unknown[]): boolean {
  const { options } = field;
  if (options === undefined) return false;
  return values.some((value) => !isEmpty(value) && !options.some(({ id }) => id === String(value)));
}

async function send(
  portal: Portal,
  { id, fields }: { id: string; fields: Fields },
  options: CallOptions,
): Promise<void> {
  // By a direct call, never by batch: free text may look like a batch reference.
  const { result } = await portal.call({
    operation: 'updateDeal',
    effect: 'idempotent',
    method: 'crm.deal.update',
    params: { id, fields, params: { REGISTER_SONET_EVENT: 'N' } },
    options,
  });
  if (result === true) return;
  throw portal.toError('updateDeal', {
    kind: 'unexpected_answer',
    effect: 'idempotent',
    message: 'The portal did not confirm the update. Read the deal before writing again.',
  });
}

async function readBack(
  portal: Portal,
  id: string,
  options: CallOptions,
): Promise<DealUpdate & { raw: Fields }> {
  const { result, sentAt } = await portal.call({
    operation: 'updateDeal',
    effect: 'read',
    method: 'crm.deal.get',
    params: { id },
    options,
  });
  const reading = toDealRecord(result);
  if (reading.ok) return { readAt: sentAt, deal: reading.deal, raw: result as Fields, dropped: [] };
  throw portal.toError('updateDeal', {
    kind: 'unexpected_answer',
    effect: 'idempotent',
    message: `The deal was written and could not be read back: ${reading.problem}`,
  });
}

function isSame(sent: unknown, stored: unknown): boolean {
  if (typeof sent === 'boolean') return toFlag(stored) === sent;
  if (isEmpty(sent)) return isEmpty(stored);
  if (Array.isArray(sent)) {
    const kept = Array.isArray(stored) ? stored.map(String) : [];
    return sent.length === kept.length && sent.every((value) => kept.includes(String(value)));
  }
  if (typeof stored !== 'string') return String(sent) === String(stored);
  return (
    sameText(String(sent), stored) || sameNumber(String(sent), stored) || sameTime(sent, stored)
  );
}

/** Y/N in system fields, 1/0 in user fields; an empty one is off. */
function toFlag(stored: unknown): boolean {
  return stored === true || stored === 'Y' || stored === '1' || stored === 1;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

function sameText(sent: string, stored: string): boolean {
  return sent.trim() === stored.trim();
}

function sameNumber(sent: string, stored: string): boolean {
  const number = /^-?\d+(?:\.\d+)?$/;
  if (!number.test(sent) || !number.test(stored)) return false;
  return toPlain(sent) === toPlain(stored);
}

/** `1000.00` and `1000` are the same amount; no float comes near it. */
function toPlain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function sameTime(sent: unknown, stored: string): boolean {
  const stamp = /^\d{4}-\d\d-\d\d/;
  if (typeof sent !== 'string' || !stamp.test(sent) || !stamp.test(stored)) return false;
  if (sent.length === 10) return stored.startsWith(sent);
  return Date.parse(sent) === Date.parse(stored);
}
