import type { JobEnding } from '@ponte/jobs/define';
import type { FieldDrift } from '../ports.ts';

/** Named in the sentence; the table `field_change` has them all. */
const NAMED = 10;

/** The figures of a read of the portal's names, and one sentence when its fields have changed. */
export function describeDrift(
  drift: FieldDrift,
  counts: Readonly<Record<string, number>>,
  { hasUsers }: { hasUsers: boolean },
): Pick<JobEnding, 'reason' | 'message' | 'counts'> {
  const changed = [...new Set(drift.changedFields.map(({ code }) => code))];
  const { newFields, vanishedFields } = drift;
  const figures = {
    ...counts,
    newFields: newFields.length,
    changedFields: changed.length,
    vanishedFields: vanishedFields.length,
  };
  if (!hasUsers) {
    const message =
      'The portal does not name its employees to this webhook: tick its scope "user" in the portal.';
    return { reason: 'scope-missing', message, counts: figures };
  }
  // The first read of a portal finds every field new, which is no news.
  if (changed.length + vanishedFields.length === 0 && newFields.length === counts['fields']) {
    return { counts: figures };
  }
  const parts = [
    toPart('new', newFields),
    toPart('changed', changed),
    toPart('vanished', vanishedFields),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return { counts: figures };
  const message = `The portal's deal fields: ${parts.join('; ')}. Nothing of what was stored is lost.`;
  return { reason: 'fields-changed', message, counts: figures };
}

function toPart(word: string, codes: readonly string[]): string | undefined {
  if (codes.length === 0) return undefined;
  const more = codes.length > NAMED ? ` and ${codes.length - NAMED} more` : '';
  return `${word} ${codes.slice(0, NAMED).join(', ')}${more}`;
}
