import type { ApiEnv } from '../env.ts';
import { createBitrix24Check } from './bitrix24-check.ts';
import { createBlingCheck } from './bling-check.ts';
import { createFieldControlCheck } from './fieldcontrol-check.ts';
import type { Refusal } from './outcomes.ts';

/** What the check of a source says about a body. */
export type Verdict =
  | {
      readonly isAuthentic: true;
      /** The body as it may be written down: secrets stripped. */
      readonly stored: string;
      /** The vendor's own event id, where it sends one. */
      readonly eventKey?: string;
    }
  | { readonly isAuthentic: false; readonly refusal: Refusal; readonly problem?: string };

/** Names in lower case, as Node's http and the fast lane give them. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Pure: reads and verifies one raw body. */
export type Check = (raw: Buffer, headers: RequestHeaders) => Verdict;

/** Where webhooks come from. */
export interface Source {
  /** The vendor's word in the path and in the stored row. */
  readonly vendor: string;
  readonly account: string;
  readonly mediaType: string;
  readonly maxBytes: number;
  readonly check: Check;
  /** Further paths below /webhook/ that lead here. */
  readonly aliases: readonly string[];
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** The account of a path without one. */
export const DEFAULT_ACCOUNT = 'default';

/** One line per source that is configured. */
export function listSources({
  bitrix24,
  bling,
  fieldcontrol,
}: Pick<ApiEnv, 'bitrix24' | 'bling' | 'fieldcontrol'>): Source[] {
  const account = DEFAULT_ACCOUNT;
  // `deal` is the path of the program that Ponte replaces, and therefore a reserved account name.
  const aliases = ['bitrix24/deal'];
  return [
    ...(bitrix24.enabled
      ? [
          {
            vendor: 'bitrix24',
            account,
            mediaType: FORM,
            maxBytes: 65_536,
            check: createBitrix24Check(bitrix24),
            aliases,
          },
        ]
      : []),
    // No integration works on Bling's events yet: they are stored, nothing is rung, they stay `received`.
    ...(bling.enabled
      ? [
          {
            vendor: 'bling',
            account,
            mediaType: JSON_TYPE,
            maxBytes: 262_144,
            check: createBlingCheck(bling),
            aliases: [],
          },
        ]
      : []),
    ...(fieldcontrol.enabled
      ? [
          {
            vendor: 'fieldcontrol',
            account,
            mediaType: JSON_TYPE,
            // A delivery is the whole object, forms and all.
            maxBytes: 1_048_576,
            check: createFieldControlCheck(fieldcontrol),
            aliases: [],
          },
        ]
      : []),
  ];
}
