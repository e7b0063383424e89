import { z } from 'zod';

/** Minutes (virtual) from one word about a trouble to the next, while it goes on; the last one repeats. */
export const DIGEST_MINUTES: readonly number[] = [15, 60, 240];

export const digestMinutes = z.array(z.number().int().min(1).max(10_080)).min(1).max(10);

/** The business settings of this integration. */
export const alertsSettings = [
  {
    key: 'digestMinutes',
    purpose:
      'Minutes from an alert to its first digest, from that to the second, and so on; the last number repeats.',
    schema: digestMinutes,
    fallback: [...DIGEST_MINUTES],
  },
] as const;
