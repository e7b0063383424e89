import type { Router } from 'express';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

/** One REST resource: its routes and what the documentation says of them. */
export interface Resource {
  readonly router: Router;
  readonly paths: ZodOpenApiPathsObject;
}

/** Ids of rows: digits, as strings. */
export const rowId = z.string().regex(/^[1-9]\d{0,17}$/, 'An id is a number.');

export const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'An integration is written like bitrix24-deals.')
  .max(60);

/** An instant in ISO 8601 with its zone. */
export const instant = z.iso
  .datetime({ offset: true, error: 'Write the time like 2026-11-22T08:00:00Z.' })
  .transform((text) => new Date(text));

export const limit = z.coerce.number().int().min(1).max(500).default(50);

/** Why somebody does something, for the audit. */
export const reason = z.string().trim().min(1).max(500);

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    instance: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** The answers of an operation: its own, and the problems that every operation can have. */
export function answers(schema: z.ZodType, status: '200' | '201' | '202' = '200'): Answers {
  return {
    [status]: { description: WORDS[status], content: { 'application/json': { schema } } },
    default: {
      description: 'A problem: its `code` and `type` say which',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  };
}

type Answers = Record<
  string,
  { description: string; content: Record<string, { schema: z.ZodType }> }
>;

const WORDS = { '200': 'Done', '201': 'Made', '202': 'Rung: a worker does it' } as const;

/** A JSON request body. */
export function jsonBody(schema: z.ZodType): {
  required: true;
  content: { 'application/json': { schema: z.ZodType } };
} {
  return { required: true, content: { 'application/json': { schema } } };
}
