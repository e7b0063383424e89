import { z } from 'zod';
import { PRECISIONS } from './rules/precision.ts';

const column = z.strictObject({
  /** Whether the project is to be built or was called off. */
  status: z.enum(['ativo', 'cancelado']),
  /** FieldControl's service id; null: nobody has mapped the column yet. */
  service: z
    .string()
    .regex(/^[A-Za-z0-9+/]{8,64}={0,2}$/, 'Write the service’s id as FieldControl shows it.')
    .nullable(),
  prefix: z.string().min(1).max(60),
});

const schemas = {
  columns: z.record(z.string().regex(/^[1-9]\d{0,8}$/, 'A column is a number.'), column),
  boardSince: z.iso.date({ error: 'Write the day like 2015-01-01.' }),
  leastPrecision: z.enum(PRECISIONS),
  farthestKm: z.number().min(1).max(1_000),
  annulsPairs: z.boolean(),
  changedAfterAcceptance: z.enum(['hold', 'comment']),
  absentHours: z.number().min(1).max(720),
  target: z.enum(['ticket', 'order']),
} as const;

export type ColumnSetting = z.output<typeof column>;

/** The settings as the rules read them. */
export type FieldSettings = {
  readonly [Key in keyof typeof schemas]: z.output<(typeof schemas)[Key]>;
};

/** What holds while there is no row. */
export const fieldFallbacks: FieldSettings = {
  columns: {
    17840: { status: 'ativo', service: 'MTcyMTExOjYyNDg5', prefix: 'Instalação' },
    20024: { status: 'ativo', service: 'MTgyMTc2OjYyNDg5', prefix: 'Aumento de Sistema' },
    20363: { status: 'cancelado', service: 'MzE2MTA0OjYyNDg5', prefix: 'Cancelamento' },
  },
  boardSince: '2015-01-01',
  leastPrecision: 'cep',
  farthestKm: 60,
  annulsPairs: true,
  changedAfterAcceptance: 'hold',
  absentHours: 20,
  target: 'ticket',
};

const PURPOSES: Readonly<Record<keyof FieldSettings, string>> = {
  columns:
    'Which columns of the board are followed: whether a card there is active or cancelled, FieldControl’s service for it, and how the subject begins.',
  boardSince:
    'Cards from this day on are asked for; wide, because iSales does not say what it compares.',
  leastPrecision:
    'How exactly a place must be known before FieldControl is told: pessoa, pin, numero, rua, cep, bairro or cidade.',
  farthestKm: 'A pin farther than this from the place of its CEP is not believed.',
  annulsPairs:
    'A card that was cancelled and taken back before the cancellation left: neither is sent (true), or both in order (false).',
  changedAfterAcceptance:
    'A project changed after the planner accepted its request: somebody is told (hold), or the order gets a comment.',
  absentHours: 'How long a card must be gone from the board before somebody is told.',
  target:
    'What FieldControl gets for a project: a ticket that a planner accepts, or an order at once.',
};

/** The business settings of this integration. */
export const isalesFieldcontrolSettings = (Object.keys(schemas) as (keyof FieldSettings)[]).map(
  (key) => ({
    key,
    purpose: PURPOSES[key],
    schema: schemas[key],
    fallback: fieldFallbacks[key] as unknown,
  }),
);

/** The settings in force: rows where they stand and hold what the schema says, else the fallback. */
export function toFieldSettings(
  rows: readonly { readonly key: string; readonly value: unknown }[],
): FieldSettings {
  const read: Record<string, unknown> = { ...fieldFallbacks };
  for (const { key, value } of rows) {
    if (!Object.hasOwn(schemas, key)) continue;
    const parsed = schemas[key as keyof FieldSettings].safeParse(value);
    if (parsed.success) read[key] = parsed.data;
  }
  // Every key is there from the fallbacks, and each value has passed the schema of its key.
  return read as unknown as FieldSettings;
}

/** The column as it is set; undefined for a column that nobody follows. */
export function findColumn(settings: FieldSettings, colunaId: number): ColumnSetting | undefined {
  const key = String(colunaId);
  return Object.hasOwn(settings.columns, key) ? settings.columns[key] : undefined;
}
