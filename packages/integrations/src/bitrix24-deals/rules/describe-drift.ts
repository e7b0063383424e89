import type { JobEnding } from '@ponte/jobs/define';
import type { FieldDrift } from '../ports.ts';

/** Named in the sentence; the table `field_change` has them all. */
const NAMED = 10;

/** What else a read of the portal's names has met. */
export interface NamesMet {
  readonly hasUsers: boolean;
  /** Views that keep their former columns, because a long query reads them. */
  readonly kept: readonly string[];
}

/** The figures of a read of the portal's names, and sentences on what its reader should know. */
export function describeDrift(
  drift: FieldDrift,
  counts: Readonly<Record<string, number>>,
  { hasUsers, kept }: NamesMet,
): Pick<JobEnding, 'reason' | 'message' | 'counts'> {
  const changed = [...new Set(drift.changedFields.map(({ code }) => code))];
  const { newFields, vanishedFields } = drift;
  const figures = {
    ...counts,
    ...{ newFields: newFields.length, changedFields: changed.length },
    vanishedFields: vanishedFields.length,
  };
  // The first read of a portal finds every field new, which is no news.
  const isFirst =
    changed.length + vanishedFields.length === 0 && newFields.length === counts['fields'];
  const parts = [
    toPart('new', isFirst ? [] : newFields),
    toPart('changed', changed),
    toPart('vanished', vanishedFields),
  ].filter((part) => part !== undefined);
  const news: [reason: string, sentence: string][] = [
    ...(hasUsers ? [] : [['scope-missing', NO_USERS] as [string, string]]),
    ...(parts.length === 0 ? [] : [['fields-changed', toFieldNews(parts)] as [string, string]]),
    ...(kept.length === 0 ? [] : [['view-kept', toKeptNews(kept)] as [string, string]]),
  ];
  const [first] = news;
  if (first === undefined) return { counts: figures };
  const message = news.map(([, sentence]) => sentence).join(' ');
  return { reason: first[0], message, counts: figures };
}

const NO_USERS =
  'The portal does not name its employees to this webhook: tick its scope "user" in the portal.';

function toFieldNews(parts: readonly string[]): string {
  return `The portal's deal fields: ${parts.join('; ')}. Nothing of what was stored is lost.`;
}

function toKeptNews(views: readonly string[]): string {
  return (
    `A long query reads ${views.join(' and ')} all the time, so the former columns stay. It is tried ` +
    'again in five minutes; end that query if it lasts (see pg_stat_activity).'
  );
}

function toPart(word: string, codes: readonly string[]): string | undefined {
  if (codes.length === 0) return undefined;
  const more = codes.length > NAMED ? ` and ${codes.length - NAMED} more` : '';
  return `${word} ${codes.slice(0, NAMED).join(', ')}${more}`;
}
