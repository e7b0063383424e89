import type { AxiosResponse } from 'axios';
import type { AnswerBytes } from './answer-bytes.ts';
import type { Classify, Call, RawAnswer, Refusal } from './call.ts';
import { parseInParts } from './json-parts.ts';

/** Reads the bytes of an answer as JSON if they are JSON, in parts if asked to; never throws. */
export function toRawAnswer(
  response: AxiosResponse<AnswerBytes>,
  { partsAt }: Pick<Call, 'partsAt'>,
): RawAnswer {
  const { status, data } = response;
  const raw = { status, headers: toHeaders(response) };
  const view = data.view;
  let isKept = false;
  try {
    const body = parseInParts(view, partsAt);
    isKept = partsAt !== undefined;
    return { ...raw, form: 'json', body };
  } catch {
    const isBlank = view.toString('utf8').trim() === '';
    return { ...raw, form: isBlank ? 'empty' : 'text', body: undefined };
  } finally {
    if (!isKept) data.release();
  }
}

/** The vendor's own judgement first; what it leaves open is judged by status and form. */
export function judgeAnswer(
  answer: RawAnswer,
  call: Call,
  classify: Classify,
): Refusal | undefined {
  if (answer.status >= 300 && answer.status < 400) return judgeRedirect(answer);
  return classify(answer, call) ?? judgeStatus(answer) ?? judgeForm(answer);
}

function judgeRedirect({ headers, status }: RawAnswer): Refusal {
  const host = URL.parse(headers['location'] ?? '')?.host;
  const where = host === undefined || host === '' ? 'another address' : host;
  return {
    kind: 'rejected',
    code: String(status),
    notApplied: true,
    message: `The portal moved to ${where}. Ponte does not follow with a secret in the address: put the new address into the configuration.`,
  };
}

const STATUS_KINDS = new Map<number, Refusal['kind']>([
  [401, 'auth_expired'],
  [403, 'rejected'],
  [404, 'not_found'],
  [408, 'timeout'],
  [409, 'conflict'],
  [429, 'rate_limited'],
]);

function judgeStatus({ status }: RawAnswer): Refusal | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 500) {
    return {
      kind: 'unavailable',
      message: `Answered with status ${status}. The job tries again; if it goes on, ask the vendor.`,
    };
  }
  const kind = STATUS_KINDS.get(status) ?? 'rejected';
  return {
    kind,
    notApplied: true,
    message: `Refused with status ${status}. Look the operation up in the vendor's documentation.`,
  };
}

function judgeForm({ form, status }: RawAnswer): Refusal | undefined {
  if (form === 'json' || status === 204) return undefined;
  return {
    kind: 'unexpected_answer',
    message:
      form === 'empty'
        ? 'The answer was empty. If it goes on, ask the vendor.'
        : 'The answer was not JSON (cut, or a page of a proxy). If it goes on, open the address in a browser.',
  };
}

function toHeaders(response: AxiosResponse<unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  }
  return headers;
}
