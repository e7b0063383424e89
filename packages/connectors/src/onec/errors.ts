/**
 * 1C's refusals in our words, from the codes of the standard interface (V174 17.4.10) and from what
 * clients saw on live bases (HCB, KZ, YERP; see README.md). After a write, only what is refused
 * before it is run counts as not applied: every 5xx, page and licence text may hide a write.
 */
import type { Call, RawAnswer, Refusal } from '../http/call.ts';
import { NO_LICENCE_PAUSE_MS, NO_SESSION_PAUSE_MS } from './limits.ts';
import { findPlainText } from './plain-answer.ts';
import { findCause, type OnecCause } from './verdict.ts';

const ADVICE: Readonly<Record<OnecCause, string>> = {
  'period-closed': 'The period is closed: open it in 1C, or date the document later.',
  'stock-short': 'There is not enough stock: receive the goods in 1C, or change the rows.',
  'contract-missing': 'The contract is missing or wrong: choose one in 1C.',
  'account-missing': 'An account is not filled in: set the accounts in the settings.',
  'duplicate-ref': 'An object with this reference exists already: read it.',
  'handler-failed': 'The configuration of 1C failed: ask whoever looks after it.',
  'lock-conflict': 'Another user holds a lock; the job tries again.',
  licence: 'All licences are in use; the job waits. If it goes on, free one or add one.',
  rights: 'Give the exchange user the roles listed in docs/onec.',
  'check-failed': 'Correct the document and try again.',
};

const BY_CODE = new Map<string, Pick<Refusal, 'kind' | 'message'>>([
  [
    '8',
    {
      kind: 'rejected',
      message: 'The set is not published: add it to the composition of OData (docs/onec).',
    },
  ],
  ['9', { kind: 'not_found', message: '1C has no such object. Nothing to do.' }],
  ['20', { kind: 'rejected', message: ADVICE.rights }],
]);

/** Judges an answer; undefined means success. `now` is virtual. */
export function classifyOnec(
  answer: RawAnswer,
  call: Call,
  now: () => number,
): Refusal | undefined {
  const plain = findPlainText(answer.body);
  if (plain !== undefined) return judgePlain(answer, call, { text: plain, now });
  const error = findOdataError(answer.body);
  if (error !== undefined) return judgeOdataError(answer.status, error, now);
  const failure = findFailure(answer.body);
  return failure === undefined ? undefined : judgeFailure(failure);
}

interface OdataRefusal {
  readonly code: string;
  readonly text: string;
}

function findOdataError(body: unknown): OdataRefusal | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const error: unknown = (body as Record<string, unknown>)['odata.error'];
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as { code?: unknown; message?: { value?: unknown } };
  const text = message?.value;
  return { code: String(code ?? ''), text: typeof text === 'string' ? text : '' };
}

/** What our HTTP service says when it refuses: its transaction was rolled back. */
function findFailure(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { success, error, message } = body as Record<string, unknown>;
  if (success !== false) return undefined;
  return [error, message].find((text) => typeof text === 'string') ?? '';
}

function judgeOdataError(status: number, error: OdataRefusal, now: () => number): Refusal {
  const { code, text } = error;
  const cause = findCause(text);
  if (code === '15' || cause === 'duplicate-ref') {
    return { kind: 'conflict', code: `${code}/duplicate-ref`, message: ADVICE['duplicate-ref'] };
  }
  if (status >= 500) return judgeException(code, text, now);
  const known = BY_CODE.get(code);
  if (known !== undefined) {
    return { ...known, code: code === '20' ? '20/rights' : code, notApplied: true };
  }
  return {
    kind: 'rejected',
    code,
    notApplied: true,
    message: `1C refused the request (code ${code}). Compare it with the metadata: ponte doctor.`,
  };
}

/** 500 with code −1: the configuration threw; before or after the write, nobody knows. */
function judgeException(code: string, text: string, now: () => number): Refusal {
  const cause = findCause(text);
  if (cause === 'licence') {
    const retryAt = new Date(now() + NO_LICENCE_PAUSE_MS);
    return { kind: 'rate_limited', code: `${code}/licence`, message: ADVICE.licence, retryAt };
  }
  if (cause === 'lock-conflict') {
    return { kind: 'unavailable', code: `${code}/lock-conflict`, message: ADVICE['lock-conflict'] };
  }
  if (code !== '-1' && cause === undefined) {
    return { kind: 'unavailable', code, message: 'Failed inside 1C. The job tries again.' };
  }
  const named = cause ?? 'handler-failed';
  return { kind: 'rejected', code: `${code}/${named}`, message: `${quote(text)} ${ADVICE[named]}` };
}

function judgeFailure(text: string): Refusal {
  const cause = findCause(text) ?? 'handler-failed';
  return {
    kind: 'rejected',
    code: `service/${cause}`,
    notApplied: true,
    message: `${quote(text)} ${ADVICE[cause]}`,
  };
}

interface Plain {
  readonly text: string;
  readonly now: () => number;
}

function judgePlain({ status }: RawAnswer, call: Call, { text, now }: Plain): Refusal | undefined {
  if (status >= 200 && status < 300)
    return isExpected(call, status, text) ? undefined : unreadable(text);
  if ((status === 400 || status === 404) && call.headers?.['cookie'] !== undefined) {
    const message = 'The 1C session is gone; a new one is started.';
    return { kind: 'auth_expired', code: SESSION_GONE, notApplied: true, message };
  }
  if (status === 406) {
    return {
      kind: 'rate_limited',
      code: '406/licence',
      retryAt: new Date(now() + NO_SESSION_PAUSE_MS),
      message: `1C could not start a session. ${ADVICE.licence}`,
    };
  }
  if (status >= 500) return judgePlainFailure(status, text, now);
  return (
    REFUSED_PAGES.get(status) ?? {
      kind: 'rejected',
      notApplied: true,
      message: `Refused with status ${status}. Check ONEC_BASE_URL and the publication (docs/onec).`,
    }
  );
}

/** The code of an answer that only says that the session of the cookie is gone (YERP). */
export const SESSION_GONE = 'session-gone';

const REFUSED_PAGES = new Map<number, Refusal>([
  [
    401,
    {
      kind: 'auth_revoked',
      notApplied: true,
      message: 'User or password is wrong: correct ONEC_USERNAME and ONEC_PASSWORD.',
    },
  ],
  [403, { kind: 'rejected', code: '403/rights', notApplied: true, message: ADVICE.rights }],
]);

/** `{Module(12)}: words` is a stack of 1C; anything else is a page of what stands before it. */
function judgePlainFailure(status: number, text: string, now: () => number): Refusal {
  const isStack = /^\s*\{[^}]*\(\d+\)\}/.test(text);
  if (isStack || findCause(text) === 'licence') return judgeException('-1', text, now);
  return {
    kind: 'unavailable',
    code: String(status),
    message: `The web server answered with status ${status}. The job tries again.`,
  };
}

function isExpected({ path }: Call, status: number, text: string): boolean {
  if (path.endsWith('$metadata')) return /^\s*<(?:\?xml|edmx:)/.test(text);
  if (/\/\$count(?:\?|$)/.test(path)) return /^\d+$/.test(text.trim());
  // The platform may answer a posting with nothing (KZ); reading shows what became of it.
  return text.trim() === '' && (status === 204 || /\/(?:Post|Unpost)(?:\?|$)/.test(path));
}

function unreadable(text: string): Refusal {
  const isLicence = findCause(text) === 'licence';
  return {
    kind: 'unexpected_answer',
    ...(isLicence ? { code: '200/licence' } : {}),
    message:
      'Answered with a page instead of JSON: 1C:Fresh does so for failures and missing rights, and the outcome is unknown. The job looks the object up.',
  };
}

/**
 * The first words of a 1C exception for the person who must act. References and long numbers are
 * left out, because 1C repeats what it was sent (P7).
 */
function quote(text: string): string {
  const line = text.replace(/^\s*\{[^}]*\}:\s*/, '').split('\n')[0] ?? '';
  const clean = line
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '…')
    .replace(/\d{10,}/g, '…')
    .trim();
  return clean === '' ? '1C failed without a word.' : `1C says: ${clean.slice(0, 160)}.`;
}
