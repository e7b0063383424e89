import type { Json } from '../json.ts';

/** What was counted since the last reset. */
export interface Counters {
  requests: number;
  /** By the name that faults match. */
  requestsByMethod: Record<string, number>;
  answersByStatus: Record<string, number>;
  faultsByKind: Record<string, number>;
  /** POST requests that the limit let through, by resource, whatever came of them. */
  postsByResource: Record<string, number>;
  /** Objects that POST requests made, by resource. */
  createdByResource: Record<string, number>;
  /** PUT requests that the limit let through, by resource. */
  putsByResource: Record<string, number>;
  /** Answers with 429, of the limit and of faults. */
  refused: number;
}

/** All zero. */
export function createCounters(): Counters {
  return {
    requests: 0,
    requestsByMethod: {},
    answersByStatus: {},
    faultsByKind: {},
    postsByResource: {},
    createdByResource: {},
    putsByResource: {},
    refused: 0,
  };
}

/** Adds one under a name. */
export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** The counters as GET /counters shows them. */
export function describeCounters(counters: Counters): Record<string, Json> {
  return {
    requests: counters.requests,
    posts: sum(counters.postsByResource),
    postsByResource: { ...counters.postsByResource },
    created: sum(counters.createdByResource),
    createdByResource: { ...counters.createdByResource },
    puts: sum(counters.putsByResource),
    putsByResource: { ...counters.putsByResource },
    refused: counters.refused,
    requestsByMethod: { ...counters.requestsByMethod },
    answersByStatus: { ...counters.answersByStatus },
    faultsByKind: { ...counters.faultsByKind },
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
