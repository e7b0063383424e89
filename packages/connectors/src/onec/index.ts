/** The door to a base of 1C:Accounting for Kazakhstan. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { Call, CallReport } from '../http/call.ts';
import { createHttp } from '../http/create.ts';
import { createRedact } from '../http/redact.ts';
import { VendorError } from '../http/vendor-error.ts';
import { createBase } from './base.ts';
import { createCatalogs } from './catalogs.ts';
import { checkAccount } from './check-account.ts';
import { classifyOnec } from './errors.ts';
import { createServiceDriver } from './http-service.ts';
import { createInvoices } from './invoices.ts';
import { createJudgedLimiters } from './judged-limiters.ts';
import { DEFAULT_SESSIONS, MAX_ANSWER_BYTES, READ_TIMEOUT_MS } from './limits.ts';
import type { OnecClient } from './operations.ts';
import { createReadMetadata, type OnecCache } from './read-metadata.ts';
import { createSessionPool, type SessionSlot, type SharedSlots } from './session-pool.ts';
import { DOCUMENTS } from './sets.ts';
import { readOdataBalances } from './stock.ts';

export type {
  BalanceOptions,
  CallOptions,
  InvoiceOptions,
  InvoiceWrite,
  OnecAccountCheck,
  OnecClient,
  OnecOperations,
  ProductPage,
} from './operations.ts';
export type { OnecMetadata } from './metadata.ts';
export type { OnecCache } from './read-metadata.ts';
export type { SharedSlots } from './session-pool.ts';

export interface OnecOptions {
  /** Address of the base on its web server: `https://1c.company.kz/acc`. */
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  /** Our name for this base. */
  readonly account: string;
  /** `odata` when absent. `service`: invoices and balances through the customer's HTTP service. */
  readonly driver?: 'odata' | 'service';
  /** Path of the HTTP service below the base; `hs/bitrix-integration` when absent. */
  readonly servicePath?: string;
  /** Sessions at a time: how many licences Ponte may take. 1 when absent. */
  readonly sessions?: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where `$metadata` survives a restart. */
  readonly cache?: OnecCache;
  /** Shares the sessions with other processes. */
  readonly slots?: SharedSlots;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Overrides for tests and fakes. */
  readonly http?: {
    /** Real milliseconds a call waits for a session. */
    readonly patienceMs?: number;
    /** Extra certificate authority in PEM. */
    readonly ca?: string;
  };
}

const DEFAULT_SERVICE_PATH = 'hs/bitrix-integration';
const MIN_PATIENCE_MS = 10_000;
const PATIENCE_VIRTUAL_MS = 120_000;

/**
 * Makes the client of one base. It connects at the first call; `close` ends sessions and
 * connections. Throws `TypeError` for an address that is none, without repeating it.
 */
export function createOnec(options: OnecOptions): OnecClient {
  const { account, clock, logger, http: overrides = {} } = options;
  const baseUrl = toBaseUrl(options.baseUrl);
  const pair = Buffer.from(`${options.username}:${options.password}`, 'utf8').toString('base64');
  const slots = new WeakMap<Call, SessionSlot>();
  const http = createHttp({
    ...{ vendor: 'onec', account, baseUrl, clock, logger },
    secrets: [options.password, pair],
    classify: (answer, call) => classifyOnec(answer, call, () => clock.nowMs()),
    limiters: createJudgedLimiters((call, cookie) => {
      const slot = slots.get(call);
      if (slot !== undefined) slot.cookie = cookie;
    }),
    timeoutMs: READ_TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    onCall: options.onCall,
    ca: overrides.ca,
  });
  const base = createBase({
    ...{ account, http, slots, clock },
    pool: createSessionPool(
      options.sessions ?? DEFAULT_SESSIONS,
      {
        ms: overrides.patienceMs ?? Math.max(MIN_PATIENCE_MS, clock.toRealMs(PATIENCE_VIRTUAL_MS)),
        toError: () => toTiredError(account, clock),
      },
      options.slots,
    ),
    // User and password are UTF-8: Cyrillic names are usual (P8).
    authorization: `Basic ${pair}`,
    redact: createRedact([options.password, pair]),
  });
  const readMetadata = createReadMetadata(base, account, options.cache);
  const driver =
    options.driver === 'service'
      ? createServiceDriver(base, readMetadata, options.servicePath ?? DEFAULT_SERVICE_PATH)
      : undefined;
  return {
    readMetadata,
    checkAccount: (call = {}) => checkAccount(base, readMetadata, call),
    ...createCatalogs(base, readMetadata),
    ...createInvoices(base, readMetadata),
    readBalances: (call) => readOdataBalances(base, call),
    ...driver,
    toInvoiceLink: (ref, document = 'sale') =>
      `${baseUrl}#e1cib/data/${DOCUMENTS[document].replace('_', '.').replace('Document', 'Документ')}?ref=${toLinkRef(ref)}`,
    close: async () => {
      await base.finish();
      await http.close();
    },
  };
}

/** Ends with a slash; the address of the standard interface is accepted too. */
function toBaseUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new TypeError('The address of the 1C base is not of the form https://host/base.');
  }
  const path = url.pathname.replace(/\/odata(?:\/.*)?$/, '').replace(/\/+$/, '');
  return `${url.origin}${path}/`;
}

/** 1C's links turn the parts of a reference about: the last two first, then the others backwards. */
function toLinkRef(ref: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = ref.split('-');
  return `${d}${e}${c}${b}${a}`;
}

function toTiredError(account: string, clock: Clock): VendorError {
  return new VendorError({
    ...{
      vendor: 'onec',
      account,
      operation: 'takeSession',
      kind: 'rate_limited',
      notApplied: true,
    },
    message: 'All sessions of the base are in use by other work. The job tries again.',
    retryAt: new Date(clock.nowMs() + 10_000),
  });
}
