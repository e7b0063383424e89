import type { Request } from 'express';
import type { z } from 'zod';
import { HttpProblem } from './problems.ts';

/** The parsed body; throws a problem that names every wrong field. */
export function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  const body: unknown = request.body;
  if (body === undefined && Number(request.get('content-length') ?? 0) > 0) {
    throw new HttpProblem('wrong-content-type');
  }
  return parse(schema, body ?? {}, '');
}

/** The parsed query string. */
export function readQuery<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  return parse(schema, request.query, '/query');
}

/** The parsed path parameters. */
export function readParams<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  return parse(schema, request.params, '/path');
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  root: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    pointer: [
      root,
      ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')),
    ].join('/'),
    detail: message,
  }));
  const words = errors.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('; ');
  throw new HttpProblem('invalid-input', words.slice(0, 1_000), errors);
}
