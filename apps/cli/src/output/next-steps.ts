import { findReasonWords, nextStepFor } from '@ponte/integrations/reasons';
import type { Screen } from './screen.ts';

/** What to do about each reason that occurs, once per reason, in the order of their first sight. */
export function renderNextSteps(
  screen: Pick<Screen, 'paint'>,
  reasons: readonly (string | null)[],
): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const lines = [...counts].map(
    ([reason, count]) =>
      `  ${screen.paint.bold(reason)} (${count}): ${toSentence(reason)}${nextStepFor(reason)}`,
  );
  return `\n\nWhat to do\n${lines.join('\n')}`;
}

/** What a word means that does not say it by itself. */
function toSentence(reason: string): string {
  const words = findReasonWords(reason);
  return words === undefined ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}. `;
}
