/**
 * Field Control's refusals in our words. Only names and messages of its errors are public, not their
 * shape: `{"code":"resourceValidationErr","errors":[{"path":"@.address.zipCode","message":"…"}]}` is
 * assumed and read leniently. A message may repeat what was sent, so that only field names and the
 * words around values are kept.
 */
import type { RawAnswer, Refusal } from '../http/call.ts';

const NEW_KEY =
  'Field Control refuses the key. Make a new one in the panel (integrations), put it into FIELDCONTROL_API_KEY, restart and resume isales-fieldcontrol.';

/** Judges one answer; undefined leaves it to status and form. `rest` says how long a 429 lasts. */
export function classifyFieldControl(answer: RawAnswer, rest: () => Date): Refusal | undefined {
  const { status, body } = answer;
  const refused = { code: readCode(body) ?? String(status), notApplied: true } as const;
  switch (status) {
    case 401:
      return { ...refused, kind: 'auth_revoked', message: NEW_KEY };
    case 403:
      return {
        ...refused,
        kind: 'rejected',
        message:
          'Field Control refuses this request. Give the key its right in the panel, or ask the vendor whether it takes Ponte for a bot.',
      };
    case 404:
      return {
        ...refused,
        kind: 'not_found',
        message: 'Field Control has no such object. Look it up in the panel.',
      };
    case 408:
      // Who gave up waiting does not say what became of the request.
      return {
        kind: 'timeout',
        code: '408',
        message: 'Field Control gave up. The job tries again.',
      };
    case 422:
      return { ...refused, kind: 'rejected', message: toValidationMessage(body) };
    case 429:
      return {
        ...refused,
        kind: 'rate_limited',
        message: 'Field Control allows one request per second. The job waits.',
        retryAt: rest(),
        drainsLimit: true,
      };
    default:
      return undefined;
  }
}

/** What a 422 says, field by field, without values. */
function toValidationMessage(body: unknown): string {
  const problems = readProblems(body).slice(0, 5);
  if (problems.length === 0) {
    const keys = typeof body === 'object' && body !== null ? Object.keys(body).slice(0, 8) : [];
    const known = keys.length === 0 ? 'nothing readable' : keys.map(withoutValues).join(', ');
    return `Field Control refuses the request (422) and says ${known}. Try the same in the panel.`;
  }
  return `Field Control refuses ${problems.join('; ')}. Correct it at the source and send again.`;
}

interface WireError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
  readonly path?: unknown;
  readonly field?: unknown;
}

function readCode(body: unknown): string | undefined {
  const { code }: WireError = typeof body === 'object' && body !== null ? body : {};
  return typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
}

function readProblems(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { errors, message }: WireError = body;
  const listed: unknown[] = Array.isArray(errors) ? errors : Array.isArray(body) ? body : [];
  const problems = listed.map(toProblem).filter((problem) => problem !== '');
  if (problems.length > 0) return problems;
  return typeof message === 'string' && message.trim() !== '' ? [withoutValues(message)] : [];
}

function toProblem(error: unknown): string {
  if (typeof error === 'string') return withoutValues(error);
  const { path, field, message }: WireError =
    typeof error === 'object' && error !== null ? error : {};
  const where = [path, field].find((part) => typeof part === 'string') ?? '';
  const what = typeof message === 'string' ? message : '';
  return [where, what]
    .filter((part) => part !== '')
    .map(withoutValues)
    .join(': ');
}

/** Numbers of five digits and more and whatever stands in quotes belong to a person. */
function withoutValues(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'|“[^”]*”/g, '…')
    .replace(/\d(?:[\d.\-/ ]*\d){4,}/g, '…')
    .slice(0, 160);
}
