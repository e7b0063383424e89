import { OUTCOMES } from '../ingress/outcomes.ts';

/** Every problem the API answers with: code → status, title and what the reader should do. */
export const PROBLEMS = {
  'bad-request': {
    status: 400,
    title: 'The request cannot be read',
    detail: 'Correct the request.',
  },
  'invalid-input': {
    status: 400,
    title: 'Some of the input is not as it must be',
    detail: 'Correct the fields named in `errors`.',
  },
  'login-needed': {
    status: 401,
    title: 'Nobody is logged in',
    detail: 'Log in, or send an API key as `Authorization: Bearer <key>`.',
  },
  'role-needed': {
    status: 403,
    title: 'Your role does not allow this',
    detail: 'Ask an administrator for a higher role.',
  },
  'foreign-request': {
    status: 403,
    title: 'The request does not come from a page of Ponte',
    detail: 'Open the page again and repeat it there; programs use an API key.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    detail: 'Look the address up in the documentation.',
  },
  conflict: {
    status: 409,
    title: 'This is not possible in the present state',
    detail: 'Read the present state and decide anew.',
  },
  'too-large': { status: 413, title: 'The body is too large', detail: 'Send less at once.' },
  'wrong-content-type': {
    status: 415,
    title: 'The body has another form than expected',
    detail: 'Send application/json in UTF-8.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts',
    detail: 'Wait as long as Retry-After says.',
  },
  'internal-fault': {
    status: 500,
    title: 'A fault of ours',
    detail: 'Report the requestId; the log has the rest.',
  },
  'work-failed': {
    status: 502,
    title: 'A worker tried it and failed',
    detail: 'Look at its run, correct the cause and ask again.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The database does not answer',
    detail: 'Try again later; /readyz?verbose says what is missing.',
  },
  'queue-unavailable': {
    status: 503,
    title: 'The queue does not answer',
    detail: 'Try again later; what is stored is worked on as soon as it is back.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldProblem {
  /** JSON pointer to the field. */
  readonly pointer: string;
  readonly detail: string;
}

/** Thrown by a route to answer with a problem document. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldProblem[] | undefined;

  constructor(code: ProblemCode, detail?: string, errors?: readonly FieldProblem[]) {
    super(detail ?? PROBLEMS[code].detail);
    this.name = 'HttpProblem';
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.title = PROBLEMS[code].title;
    this.errors = errors;
  }
}

/** Every code with its meaning, for the documentation page. */
export function listProblemCodes(): {
  code: string;
  status: number;
  title: string;
  detail: string;
}[] {
  const all = { ...OUTCOMES, ...PROBLEMS };
  return Object.entries(all)
    .filter(([, { status }]) => status >= 400)
    .map(([code, problem]) => ({ code, ...problem }));
}
