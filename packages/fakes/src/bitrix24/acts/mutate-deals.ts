import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import { createRandom, pick, type Random } from '../../seeded/random.ts';
import type { StoredValue } from '../contents/deal-field.ts';
import { products, remarks } from '../contents/words.ts';
import { addDeal, deleteDeal, updateDeal } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';

interface Mutation {
  readonly random: Random;
  readonly ids: readonly number[] | undefined;
  /** Shares of the edits that delete or create instead of changing. */
  readonly deletes: number;
  readonly creates: number;
  readonly isSilent: boolean;
}

/**
 * Random live edits spread evenly over virtual seconds: the same seed makes the same edits.
 * Answers at once; GET /state shows `pendingEdits` until the last is done.
 */
export function mutateDeals(portal: Portal, input: InputReader): Json {
  const count = input.integer('count');
  if (count < 1 || count > 1_000_000) {
    throw new ControlRefusal('mutate: "count" must be between 1 and 1000000.');
  }
  const spanMs = (input.optionalNumber('seconds') ?? 0) * 1000;
  const seed = input.has('seed') ? input.integer('seed') : portal.seed;
  const mutation: Mutation = {
    random: createRandom(seed, 'mutate'),
    ids: input.optionalIntegers('ids'),
    deletes: input.optionalNumber('deletes') ?? 0,
    creates: input.optionalNumber('creates') ?? 0,
    isSilent: input.optionalBoolean('silent') ?? false,
  };
  portal.pendingEdits += count;
  void run(portal, mutation, { count, spanMs });
  return { edits: count, seconds: spanMs / 1000 };
}

async function run(
  portal: Portal,
  mutation: Mutation,
  { count, spanMs }: { count: number; spanMs: number },
): Promise<void> {
  const { signal } = portal.lifetime;
  const startMs = portal.clock.nowMs();
  for (let step = 0; step < count; step += 1) {
    if (spanMs > 0) await portal.clock.sleepUntil(startMs + (spanMs * step) / count, signal);
    if (signal.aborted) return;
    mutateOnce(portal, mutation);
    portal.pendingEdits -= 1;
  }
}

function mutateOnce(portal: Portal, mutation: Mutation): void {
  const { random, isSilent, deletes, creates } = mutation;
  const edit = { by: '1', isSilent };
  const dice = random.fraction();
  if (dice < creates) {
    addDeal(portal, randomChanges(portal, random, 0), edit);
    return;
  }
  const id = findLive(portal, mutation);
  if (id === undefined) return;
  if (dice < creates + deletes) {
    deleteDeal(portal, id, edit);
    return;
  }
  const funnel = Number(portal.deals.read(id, 'CATEGORY_ID'));
  updateDeal(portal, id, { ...edit, changes: randomChanges(portal, random, funnel) });
}

/** A live deal among the named ids, or anywhere; looked for a bounded number of times. */
function findLive(portal: Portal, { random, ids }: Mutation): number | undefined {
  const pool = ids ?? portal.deals.ids;
  for (let attempt = 0; attempt < 50 && pool.length > 0; attempt += 1) {
    const id = pool[random.below(pool.length)];
    if (id !== undefined && portal.deals.exists(id)) return id;
  }
  return pool.find((id) => portal.deals.exists(id));
}

function randomChanges(
  portal: Portal,
  random: Random,
  funnel: number,
): ReadonlyMap<string, StoredValue> {
  const stages = portal.dictionaries.stagesOf(funnel);
  const operators = portal.dictionaries.options.get('UF_CRM_1699452141037') ?? [];
  const changes: readonly (readonly [string, StoredValue])[] = [
    ['TITLE', `${pick(products, random.below(1000))} (revisão ${random.below(1_000_000)})`],
    ['OPPORTUNITY', (random.below(300_000) / 100).toFixed(2)],
    ['COMMENTS', pick(remarks, random.below(1000))],
    ['STAGE_ID', stages[random.below(stages.length)]?.statusId ?? 'NEW'],
    ['UF_CRM_1700661314351', `${10_000 + random.below(90_000)}-000`],
    ['UF_CRM_1699452141037', operators.slice(0, 1 + random.below(3)).map(({ id }) => id)],
  ];
  const wanted = 1 + random.below(changes.length);
  const chosen = changes.slice(random.below(changes.length)).slice(0, wanted);
  return new Map(chosen.filter(([name, value]) => fits(portal, name, value)));
}

/** False for fields that were removed or made anew as another type. */
function fits({ dictionaries }: Portal, name: string, value: StoredValue): boolean {
  const field = dictionaries.fields.get(name);
  if (field === undefined || !field.isDynamic) return field !== undefined;
  return Array.isArray(value)
    ? field.type === 'enumeration' && field.isMultiple
    : field.type === 'string' && !field.isMultiple;
}
