/**
 * What a `VendorError` of 1C means after a write: may it have happened, and is there a cause that a
 * person must remove (HCB errors.ts: code -1 is an exception of the configuration).
 */
import type { VendorError } from '../http/vendor-error.ts';

export const ONEC_CAUSES = [
  'period-closed',
  'stock-short',
  'contract-missing',
  'account-missing',
  'duplicate-ref',
  'handler-failed',
  'lock-conflict',
  'licence',
  'rights',
  'check-failed',
] as const;
export type OnecCause = (typeof ONEC_CAUSES)[number];

export interface OnecVerdict {
  /** `look-up`: a write may have happened; find it by its reference before anything else. */
  readonly certainty: 'not-applied' | 'look-up';
  readonly cause?: OnecCause;
  /** True: once a look-up shows nothing, a person must act. False: wait and send again. */
  readonly isFinal: boolean;
}

/** Causes that pass by themselves. */
const PASSING = new Set<OnecCause>(['licence', 'lock-conflict']);

/** Judges an error that a write ended with. `code` is `{1C's code}` or `{1C's code}/{cause}`. */
export function judgeOnecError(
  error: Pick<VendorError, 'kind' | 'code' | 'notApplied' | 'effect'>,
): OnecVerdict {
  const cause = ONEC_CAUSES.find((one) => error.code?.endsWith(`/${one}`) === true);
  const isFinalKind = ['rejected', 'not_found', 'conflict', 'auth_revoked'].includes(error.kind);
  // A taken reference may be our own earlier request: reading it tells.
  const isCertain = cause !== 'duplicate-ref' && (error.notApplied || error.effect === 'read');
  return {
    certainty: isCertain ? 'not-applied' : 'look-up',
    ...(cause === undefined ? {} : { cause }),
    isFinal: cause === undefined ? isFinalKind : !PASSING.has(cause),
  };
}

const BUSINESS: readonly (readonly [RegExp, OnecCause])[] = [
  [/недостаточно прав|нарушение прав доступа/i, 'rights'],
  [/лицензи|максимальное количество пользователей/i, 'licence'],
  [/конфликт блокировок|deadlock/i, 'lock-conflict'],
  [/уникальност|уже существует|not unique/i, 'duplicate-ref'],
  [/дат\S* запрета|запре(?:т|щен)\S* изменени|период\S* (?:\S+ )?закрыт/i, 'period-closed'],
  [/недостат|не хватает|отрицательн\S* остат|превышает остаток/i, 'stock-short'],
  [/договор/i, 'contract-missing'],
  [/сч[её]т\S* (?:уч[её]та|дохода|доходов|расч[её]тов|списания)/i, 'account-missing'],
  [/обработчика|обработкапроведения/i, 'handler-failed'],
];

/** The cause that 1C's own words name, if any; the texts are the configuration's and may vary. */
export function findCause(text: string): OnecCause | undefined {
  return BUSINESS.find(([pattern]) => pattern.test(text))?.[1];
}
