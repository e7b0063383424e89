import { z } from 'zod';
import type { Json } from '@ponte/db/json';
import { findSettingSpec, settingSpecs, type SettingSpec } from '@ponte/integrations/settings';
import { CommandFailed } from './command-failed.ts';
import { EXIT } from './exit-codes.ts';

/** The spec of a setting; ends the command, naming those there are, when there is none. */
export function getSpec({ integration, key }: { integration: string; key: string }): SettingSpec {
  const spec = findSettingSpec(integration, key);
  if (spec !== undefined) return spec;
  const keys = settingSpecs[integration]?.map((known) => known.key);
  const slugs = Object.keys(settingSpecs).join(', ');
  throw new CommandFailed(
    EXIT.notFound,
    keys === undefined
      ? `There is no integration "${integration}" with settings. There are: ${slugs}.`
      : `${integration} has no setting "${key}". There are: ${keys.join(', ')}.`,
  );
}

/** JSON text as a value that the setting allows; refused with one sentence that says what is. */
export function parseSettingValue(spec: SettingSpec, text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandFailed(
      EXIT.usage,
      `The value is not JSON. ${spec.key} takes ${describeAllowed(spec.schema)}, for example ` +
        `${JSON.stringify(spec.fallback)}; put it between single quotes.`,
    );
  }
  const parsed = spec.schema.safeParse(value);
  // A schema of a setting gives JSON back: it came from JSON and is stored as such.
  if (parsed.success) return parsed.data as Json;
  const [first] = parsed.error.issues;
  const place = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`;
  throw new CommandFailed(
    EXIT.usage,
    `${spec.key} refuses this value${place} (${first?.message ?? 'not allowed'}): ` +
      `it takes ${describeAllowed(spec.schema)}.`,
  );
}

interface Shape {
  type?: string;
  items?: Shape;
  anyOf?: Shape[];
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Shape>;
}

function describeAllowed(schema: z.ZodType): string {
  return describe(z.toJSONSchema(schema, { unrepresentable: 'any' }) as Shape);
}

function describe(shape: Shape): string {
  if (shape.enum !== undefined)
    return `one of ${shape.enum.map((word) => JSON.stringify(word)).join(', ')}`;
  if (shape.anyOf !== undefined) return shape.anyOf.map(describe).join(', or ');
  switch (shape.type) {
    case 'null':
      return 'null';
    case 'array':
      return `a list, each of it ${describe(shape.items ?? {})}`;
    case 'object':
      return `an object with ${Object.keys(shape.properties ?? {}).join(', ') || 'any keys'}`;
    case 'string':
      return shape.pattern === undefined ? 'a text' : `a text like ${shape.pattern}`;
    case 'number':
    case 'integer':
      return `a ${shape.type === 'integer' ? 'whole number' : 'number'}${toRange(shape)}`;
    case 'boolean':
      return 'true or false';
    case undefined:
    default:
      return 'a value of another form';
  }
}

function toRange({ minimum, maximum }: Shape): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` from ${minimum} on`;
  return maximum === undefined ? '' : ` up to ${maximum}`;
}
