/** What the process says to the script that called it. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  permission: 4,
  conflict: 5,
  network: 6,
  partial: 7,
  timedOut: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The table of `--help` and of the README. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failed, 'failed: the message says why and what to do'],
  [EXIT.usage, 'wrong usage or configuration: nothing was done'],
  [EXIT.notFound, 'there is no such record, run, user or setting'],
  [EXIT.permission, 'not allowed'],
  [EXIT.conflict, 'the present state forbids it: already so, taken, not migrated'],
  [EXIT.network, 'a vendor, PostgreSQL or the queue does not answer'],
  [EXIT.partial, 'some of it was done, some was not'],
  [EXIT.timedOut, 'not finished in the time given; it goes on by itself'],
  [EXIT.interrupted, 'interrupted with Ctrl-C'],
];
