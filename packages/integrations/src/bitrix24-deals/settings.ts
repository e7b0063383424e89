import { z } from 'zod';

/** The business settings of this integration. */
export const bitrix24DealsSettings = [
  {
    key: 'ignoredEvents',
    purpose: 'Events that the portal sends and Ponte takes without work, for example ONCRMLEADADD.',
    schema: z.array(z.string().regex(/^[A-Z0-9_.]{3,80}$/, 'Write event names in capitals.')),
    fallback: [] as string[],
  },
] as const;
