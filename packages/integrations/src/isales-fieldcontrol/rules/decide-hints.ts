import { parseStoredFieldControlEvent } from '@ponte/connectors/fieldcontrol/webhook';

export interface HintsPlan {
  /** Distinct objects to look at: `ticket:<id>`, `order:<id>`. */
  readonly objects: readonly string[];
  readonly ends: readonly { id: string; state: 'done' | 'held'; reason: string | null }[];
  readonly holds: readonly { id: string; detail: string }[];
}

/** Decides for every webhook on its own. Events about other things are nobody's work here. */
export function decideHints(hints: readonly { id: string; body: string }[]): HintsPlan {
  const objects = new Set<string>();
  const holds: { id: string; detail: string }[] = [];
  const ends = hints.map(({ id, body }) => {
    const event = parseStoredFieldControlEvent(body);
    if (event.kind === 'problem') {
      holds.push({ id, detail: event.problem });
      return { id, state: 'held' as const, reason: 'unreadable-event' };
    }
    if (event.kind === 'unknown') return { id, state: 'done' as const, reason: 'ignored-event' };
    objects.add(toMark(event.kind, event.id));
    return { id, state: 'done' as const, reason: null };
  });
  return { objects: [...objects], ends, holds };
}

/** The name of a mark: look at this object again. */
export function toMark(kind: 'ticket' | 'order', id: string): string {
  return `${kind}:${id}`;
}

/** The same taken apart; undefined for what is no such mark. */
export function parseMark(
  mark: string,
): { readonly kind: 'ticket' | 'order'; readonly id: string } | undefined {
  const [, kind, id] = /^(ticket|order):(.+)$/.exec(mark) ?? [];
  return id === undefined || (kind !== 'ticket' && kind !== 'order') ? undefined : { kind, id };
}
