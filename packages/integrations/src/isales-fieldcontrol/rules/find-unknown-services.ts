import type { OrderType } from '@ponte/connectors/fieldcontrol/model';
import type { FieldSettings } from '../settings.ts';

export interface ServiceProblem {
  readonly column: string;
  /** Nobody has chosen one, or it is of another account, deleted or archived. */
  readonly problem: 'missing' | 'unknown';
}

/** Columns whose cards could not become requests, in the order of the settings. */
export function findUnknownServices(
  { columns }: Pick<FieldSettings, 'columns'>,
  offered: readonly Pick<OrderType, 'id' | 'archived'>[],
): ServiceProblem[] {
  const known = new Set<string>(offered.flatMap(({ id, archived }) => (archived ? [] : [id])));
  return Object.entries(columns).flatMap(([column, { service }]): ServiceProblem[] => {
    if (service === null) return [{ column, problem: 'missing' }];
    return known.has(service) ? [] : [{ column, problem: 'unknown' }];
  });
}
