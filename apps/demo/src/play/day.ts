/** What became of one integration's day, counted from the fakes' state and the tables. */
export interface IntegrationSummary {
  /** Records that should have reached the target. */
  source: number;
  /** Records that are there, equal. */
  target: number;
  /** Records in front of a person. */
  held: number;
  /** Records that are there and differ. */
  problems: number;
  vendorRequests: number;
  duplicates: number;
}

/** Shows how far a step is. */
export interface Progress {
  begin(title: string, total: number): void;
  reach(done: number): void;
  end(): void;
}

/** True when every record is at the target or in front of a person, once. */
export function isEndState(summary: IntegrationSummary): boolean {
  const { source, target, held, problems, duplicates } = summary;
  return source > 0 && source === target + held && problems === 0 && duplicates === 0;
}
