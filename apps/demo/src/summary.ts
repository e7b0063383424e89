import Table from 'cli-table3';
import pc from 'picocolors';
import { isEndState, type IntegrationSummary } from './play/day.ts';

export type Summaries = Readonly<Record<string, IntegrationSummary>>;

const COLUMNS = ['integration', 'source', 'target', 'held', 'problems', 'requests', 'duplicates'];

/** The table at the end of the demo. */
export function toSummaryTable(summaries: Summaries): string {
  const table = new Table({
    head: [...COLUMNS, ''].map((name) => pc.bold(name)),
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
  });
  for (const [slug, summary] of Object.entries(summaries)) {
    const { source, target, held, problems, vendorRequests, duplicates } = summary;
    const verdict = isEndState(summary) ? pc.green('✔ end state') : pc.red('✘ not settled');
    table.push([slug, source, target, held, problems, vendorRequests, duplicates, verdict]);
  }
  return table.toString();
}

/** The last line of `--json`. */
export function toJsonLine(summaries: Summaries, urls: Readonly<Record<string, string>>): string {
  const ok = Object.values(summaries).every(isEndState);
  return JSON.stringify({ ok, integrations: summaries, urls });
}
