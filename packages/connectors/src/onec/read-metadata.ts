/** `$metadata`: read once a day, reduced to what Ponte uses, kept in the cache port. */
import { z } from 'zod';
import type { Base } from './base.ts';
import { ODATA } from './base.ts';
import { METADATA_AGE_MS, METADATA_TIMEOUT_MS } from './limits.ts';
import type { OnecField, OnecMetadata, OnecSet } from './metadata.ts';
import type { CallOptions } from './operations.ts';
import { findPlainText } from './plain-answer.ts';
import { USED_SETS } from './sets.ts';

/** Where `$metadata` survives a restart; in memory only when absent. */
export interface OnecCache {
  read(key: string): Promise<{ readonly text: string; readonly at: Date } | undefined>;
  write(key: string, entry: { readonly text: string; readonly at: Date }): Promise<void>;
}

export type ReadMetadata = (
  options?: CallOptions & { readonly fresh?: boolean },
) => Promise<OnecMetadata>;

const KEY = 'onec.metadata';
const field = z.object({ name: z.string(), type: z.string(), maxLength: z.number().optional() });
const kept = z.object({
  sets: z.array(z.object({ name: z.string(), fields: z.array(field) })),
  rowTypes: z.array(z.object({ name: z.string(), fields: z.array(field) })),
});
type Kept = z.infer<typeof kept>;

/** Binds the reader to a base; one request serves all who ask at the same time. */
export function createReadMetadata(base: Base, account: string, cache?: OnecCache): ReadMetadata {
  const key = `${KEY}:${account}`;
  let known: OnecMetadata | undefined;
  let running: Promise<OnecMetadata> | undefined;

  const isYoung = (at: Date): boolean => base.clock.nowMs() - at.getTime() < METADATA_AGE_MS;
  const load = async (options: CallOptions): Promise<OnecMetadata> => {
    const { body, sentAt } = await base.send({
      operation: 'readMetadata',
      effect: 'read',
      path: `${ODATA}$metadata`,
      timeoutMs: METADATA_TIMEOUT_MS,
      options,
    });
    const reduced = reduceMetadata(findPlainText(body) ?? '');
    if (reduced.sets.length === 0) {
      throw base.toError('readMetadata', {
        kind: 'unexpected_answer',
        effect: 'read',
        notApplied: true,
        message: 'The base publishes none of the sets Ponte uses: set the composition (docs/onec).',
      });
    }
    known = toMetadata(reduced, sentAt);
    await cache?.write(key, { text: JSON.stringify(reduced), at: sentAt });
    return known;
  };
  const fromCache = async (): Promise<OnecMetadata | undefined> => {
    const entry = await cache?.read(key);
    if (entry === undefined || !isYoung(entry.at)) return undefined;
    const parsed = kept.safeParse(JSON.parse(entry.text));
    return parsed.success ? toMetadata(parsed.data, entry.at) : undefined;
  };

  return async ({ fresh = false, ...options } = {}) => {
    if (!fresh) {
      if (known !== undefined && isYoung(known.readAt)) return known;
      known = await fromCache();
      if (known !== undefined) return known;
    }
    running ??= load(options).finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** The sets and row types that Ponte uses, out of the XML; unknown attributes are passed over. */
export function reduceMetadata(xml: string): Kept {
  const sets: Kept['sets'] = [];
  const rowTypes: Kept['rowTypes'] = [];
  for (const match of xml.matchAll(/<(EntityType|ComplexType)\s([^>]*)>([^]*?)<\/\1>/g)) {
    const [, kind = '', head = '', inner = ''] = match;
    const name = attributesOf(head).get('Name') ?? '';
    const isUsed = USED_SETS.some((set) => name === set || name.startsWith(`${set}_`));
    if (isUsed) (kind === 'EntityType' ? sets : rowTypes).push({ name, fields: fieldsOf(inner) });
  }
  return { sets, rowTypes };
}

function fieldsOf(xml: string): Kept['sets'][number]['fields'] {
  return [...xml.matchAll(/<Property\s([^>]*?)\/?>/g)].map(([, text = '']) => {
    const attributes = attributesOf(text);
    const length = Number(attributes.get('MaxLength'));
    return {
      name: attributes.get('Name') ?? '',
      type: attributes.get('Type') ?? '',
      ...(Number.isInteger(length) && length > 0 ? { maxLength: length } : {}),
    };
  });
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function toMetadata({ sets, rowTypes }: Kept, readAt: Date): OnecMetadata {
  return { sets: byName(sets), rowTypes: byName(rowTypes), readAt };
}

function byName(list: Kept['sets']): ReadonlyMap<string, OnecSet> {
  return new Map(
    list.map(({ name, fields }) => [name, { name, fields: new Map(fields.map(toField)) }]),
  );
}

function toField(one: Kept['sets'][number]['fields'][number]): [string, OnecField] {
  const { name, type, maxLength } = one;
  return [name, { name, type, ...(maxLength === undefined ? {} : { maxLength }) }];
}
