import { InvalidArgumentError } from 'commander';

/** A whole number from 1 to 1000, for `--limit`. */
export function parseLimit(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000) return value;
  throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
}

/** Seconds to wait, as milliseconds. */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 3_600) return value * 1_000;
  throw new InvalidArgumentError('Give seconds, at most 3600.');
}

/** Row numbers, gathered from several arguments. */
export function parseRowId(text: string, earlier: readonly string[] = []): string[] {
  if (/^\d{1,18}$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError('Give the number from the first column of the list.');
}

/** A run's id. */
export function parseRunId(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Give the id from the last column of "ponte runs".');
}
