/** Where queues and rows of one side live. */
export interface JobsSetup {
  readonly databaseUrl: string;
  /** Absent: the queue lives in PostgreSQL. */
  readonly redisUrl?: string;
  readonly concurrency: number;
}

export interface Drained {
  /** Jobs per second from the first job's start to the moment the last one's work was done. */
  readonly perSecond: number;
  /** Jobs that ran; a fault when it is not the number that was added. */
  readonly ran: number;
}

/** Counts jobs and tells when all have come to their end. */
export interface Stopwatch {
  begin(): void;
  end(): void;
  /** Resolves when as many jobs have ended as were expected. */
  readonly drained: Promise<Drained>;
}

/** Expects `jobs` jobs. */
export function createStopwatch(jobs: number): Stopwatch {
  let firstAt = 0;
  let ended = 0;
  let tell: (drained: Drained) => void = () => undefined;
  const drained = new Promise<Drained>((resolve) => (tell = resolve));
  return {
    begin: () => {
      if (firstAt === 0) firstAt = performance.now();
    },
    end: () => {
      ended += 1;
      if (ended < jobs) return;
      tell({ perSecond: (jobs * 1_000) / (performance.now() - firstAt), ran: ended });
    },
    drained,
  };
}
