import { parse } from 'csv-parse/sync';

/** One record of a file with the number of its first line, or what is wrong there. */
export type FileRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly problem: string };

const DELIMITERS = [';', '\t', ','] as const;
/** A quoted field may go on over this many lines; more is a quote that nobody closed. */
const MOST_LINES = 4;

/**
 * Reads a file record by record, so that a broken one costs only itself. The delimiter is the one
 * that stands oftenest in the first line.
 */
export function readRecords(text: string): FileRecord[] {
  const lines = text.split(/\r\n|\n|\r/);
  const delimiter = findDelimiter(lines.find((line) => line.trim() !== '') ?? '');
  const width = countFields(lines, delimiter);
  const records: FileRecord[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if ((lines[at] ?? '').replaceAll(delimiter, '').trim() === '') continue;
    const taken = takeRecord(lines, at, { delimiter, width });
    records.push(
      taken.fields === undefined
        ? { line: at + 1, problem: taken.problem }
        : { line: at + 1, fields: taken.fields },
    );
    at += taken.lines - 1;
  }
  return records;
}

function findDelimiter(line: string): string {
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ';';
}

function countFields(lines: readonly string[], delimiter: string): number {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return parseLine(first, delimiter)?.length ?? first.split(delimiter).length;
}

type Taken =
  | { readonly lines: number; readonly fields: readonly string[]; readonly problem?: never }
  | { readonly lines: number; readonly problem: string; readonly fields?: undefined };

function takeRecord(
  lines: readonly string[],
  at: number,
  { delimiter, width }: { delimiter: string; width: number },
): Taken {
  const single = parseLine(lines[at] ?? '', delimiter);
  if (single !== undefined) return { lines: 1, fields: single };
  for (let count = 2; count <= MOST_LINES && at + count <= lines.length; count += 1) {
    const several = lines.slice(at, at + count);
    // A line that is a whole record by itself was not swallowed by the quote before it.
    if (parseLine(several.at(-1) ?? '', delimiter)?.length === width) break;
    const fields = parseLine(several.join('\n'), delimiter);
    if (fields?.length === width) return { lines: count, fields };
  }
  return {
    lines: 1,
    problem:
      'Its quotation marks do not pair. Double every mark inside a quoted field ("Крем ""Алоэ""") or leave all of them out.',
  };
}

/** The fields of one record; undefined when its quotation marks are broken. */
function parseLine(text: string, delimiter: string): string[] | undefined {
  try {
    const records = parse(text, {
      delimiter,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
    });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    // The library's words name its own internals; what to do is said where the line is named.
    return undefined;
  }
}
