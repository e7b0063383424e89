import { z } from 'zod';
import { isCron } from './rules/cron.ts';
import { isLoadSince } from './rules/load-since.ts';

const loadSchedule = z
  .object({
    cron: z
      .string()
      .refine(isCron, 'Write minute, hour, day, month and day of the week like 30 4 * * 0.'),
    since: z
      .string()
      .refine(isLoadSince, 'Write a day like 2026-01-01, or 30d for the last thirty days.')
      .nullable()
      .default(null),
  })
  .nullable();

/** When a load begins by itself, and from when on it reads; null: only when somebody asks for it. */
export type LoadSchedule = z.output<typeof loadSchedule>;

/** The business settings of this integration. */
export const bitrix24DealsSettings = [
  {
    key: 'ignoredEvents',
    purpose: 'Events that the portal sends and Ponte takes without work, for example ONCRMLEADADD.',
    schema: z.array(z.string().regex(/^[A-Z0-9_.]{3,80}$/, 'Write event names in capitals.')),
    fallback: [] as string[],
  },
  {
    key: 'loadSchedule',
    purpose:
      'When a load begins by itself, as a pattern in the company’s zone, and from when on it reads: ' +
      '{"cron": "30 4 * * 0", "since": "30d"}; null: never.',
    schema: loadSchedule,
    fallback: null,
  },
] as const;

/** The setting as it was stored; null when it is absent or cannot be read. */
export function toLoadSchedule(value: unknown): LoadSchedule {
  const parsed = loadSchedule.safeParse(value ?? null);
  return parsed.success ? parsed.data : null;
}
