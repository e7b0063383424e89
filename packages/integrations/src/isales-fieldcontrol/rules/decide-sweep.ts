import {
  decideObject,
  type FieldObject,
  type ObjectPlan,
  type SweptDelivery,
} from './decide-object.ts';
import { isBelievable } from './is-believable.ts';

export interface SweepPlan extends ObjectPlan {
  /** Delivered and not to be found, or found again. */
  readonly missing: readonly SweptDelivery[];
  readonly returned: readonly SweptDelivery[];
  /** Several objects under one key. */
  readonly doubled: readonly {
    readonly isalesId: string;
    readonly chave: string;
    readonly count: number;
  }[];
  /** So little was shown that nothing is concluded from it. */
  readonly isSuspect: boolean;
  /** Objects that could not be read: what is not to be found may be one of them. */
  readonly unread: number;
}

/** A complete reading of FieldControl. */
export interface FieldReading {
  readonly objects: readonly FieldObject[];
  readonly unread: number;
}

/**
 * What a complete reading of FieldControl means. Only what was delivered before `sureBefore` can be
 * missing from it: lists show new objects late, and pages that were read do not show them at all.
 * While something could not be read, nothing is.
 */
export function decideSweep(
  { objects, unread }: FieldReading,
  deliveries: readonly SweptDelivery[],
  sureBefore: Date,
): SweepPlan {
  const delivered = deliveries.filter(
    ({ fieldId, estado, enviadoEm }) =>
      fieldId !== null && estado === 'enviado' && enviadoEm !== null && enviadoEm < sureBefore,
  );
  const ids = new Set(objects.map(({ id }) => id));
  const missing = delivered.filter(({ fieldId }) => fieldId !== null && !ids.has(fieldId));
  const isShown = isBelievable({ missing: missing.length, of: delivered.length });
  const isSuspect = !isShown || (delivered.length > 0 && objects.length === 0);
  if (isSuspect) {
    return { updates: [], adopt: [], missing: [], returned: [], doubled: [], isSuspect, unread };
  }
  const updates = new Map<string, ObjectPlan['updates'][number]>();
  const adopt = new Map<string, ObjectPlan['adopt'][number]>();
  // Requests first: the order that one became says more and has the last word.
  for (const object of objects.toSorted((one) => (one.kind === 'ticket' ? -1 : 1))) {
    const plan = decideObject(object, deliveries);
    for (const one of plan.updates) updates.set(one.deliveryId, one);
    for (const one of plan.adopt) if (!adopt.has(one.deliveryId)) adopt.set(one.deliveryId, one);
  }
  return {
    updates: [...updates.values()],
    adopt: [...adopt.values()],
    missing: unread > 0 ? [] : missing.filter(({ sumidoDesde }) => sumidoDesde === null),
    returned: delivered.filter(
      ({ fieldId, sumidoDesde }) => sumidoDesde !== null && fieldId !== null && ids.has(fieldId),
    ),
    doubled: findDoubled(objects, deliveries),
    ...{ isSuspect, unread },
  };
}

function findDoubled(
  objects: readonly FieldObject[],
  deliveries: readonly SweptDelivery[],
): SweepPlan['doubled'] {
  const counts = new Map<string, number>();
  for (const { externalId, ticketId } of objects) {
    if (externalId === null || ticketId !== null) continue;
    counts.set(externalId, (counts.get(externalId) ?? 0) + 1);
  }
  return deliveries.flatMap(({ chave, isalesId }) => {
    const count = counts.get(chave) ?? 0;
    return count > 1 ? [{ isalesId, chave, count }] : [];
  });
}
