/** The door to a Bitrix24 portal. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { createHttp } from '../http/create.ts';
import type { VendorLimit } from '../http/limit-numbers.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters } from '../http/limiter.ts';
import { createRedact } from '../http/redact.ts';
import { createAccountChecks } from './account.ts';
import { createDealRangeReads } from './deal-ranges.ts';
import { createDealReads } from './deals.ts';
import { createDictionaries } from './dictionaries.ts';
import { classifyBitrix24 } from './errors.ts';
import {
  ATTEMPT_TIMEOUT_MS,
  MAX_ANSWER_BYTES,
  REQUEST_LIMITS,
  type Bitrix24Plan,
} from './limits.ts';
import { createOperatingGate } from './operating-gate.ts';
import type { Bitrix24Client } from './operations.ts';
import { createPortal } from './portal.ts';
import { createReadDealProductRows } from './product-rows.ts';
import { createSetProductQuantities } from './product-quantities.ts';
import { createProductReads } from './products.ts';
import { createStoreDocumentWrites } from './store-documents.ts';
import { createStoreReads } from './stores.ts';
import { createUpdateDeal } from './update-deal.ts';

export type {
  DealProductRow,
  ListedProduct,
  ProductCard,
  ProductCatalog,
  ProductKind,
  ProductProperty,
  Store,
  StoreAmount,
} from './catalogue-model.ts';
export type {
  CatalogueClient,
  DealRowsAnswer,
  ListProductsOptions,
  ListRowsOptions,
  PostDocumentsOptions,
  ProductAnswer,
  ProductPage,
  QuantityAnswer,
  QuantityUpdate,
  RefusedLine,
  StoreAmountsPage,
  StoreDocumentDraft,
  StoreDocumentLine,
  StoreDocumentOutcome,
} from './catalogue-operations.ts';
export type {
  Bitrix24Client,
  DealAnswer,
  DealFilter,
  DealIdBounds,
  DealRange,
  DealUpdate,
  FetchedRanges,
  Listed,
  ListedDeal,
  RangeReading,
  RangesReading,
} from './operations.ts';
export type { Bitrix24Plan } from './limits.ts';

export interface Bitrix24Options {
  /** `https://{portal}/rest/{user}/{secret}/`; a secret. */
  readonly webhookUrl: string;
  /** Our name for this portal. */
  readonly account: string;
  /** `standard` when absent. */
  readonly plan?: Bitrix24Plan;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the request limit is shared with other processes; not shared when absent. */
  readonly redis?: RedisSource;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Overrides for tests and fakes. */
  readonly http?: {
    /** Real milliseconds for one attempt, at least 2,000. */
    readonly timeoutMs?: number;
    readonly maxAnswerBytes?: number;
    /** Extra certificate authority in PEM. */
    readonly ca?: string;
    /** Real milliseconds a call waits for its turn at the limiter. */
    readonly patienceMs?: number;
    /** Instead of the plan's limit: to measure without one, let `burst` be far above `perSecond`. */
    readonly limit?: VendorLimit;
  };
  /** Seconds of operating time per method; the documented 480 when absent. */
  readonly operatingLimitSeconds?: number;
}

/**
 * Makes the client of one portal. It connects at the first call; `close` ends connections.
 * Throws `TypeError` for an address that is not a webhook's, without repeating it.
 */
export function createBitrix24(options: Bitrix24Options): Bitrix24Client {
  const { account, clock, logger, http: overrides = {} } = options;
  const secrets = toSecrets(options.webhookUrl);
  const limiters = createLimiters({
    vendor: 'bitrix24',
    account,
    limit: overrides.limit ?? REQUEST_LIMITS[options.plan ?? 'standard'],
    clock,
    logger,
    redis: options.redis,
    patienceMs: overrides.patienceMs,
  });
  const gate = createOperatingGate(clock, options.operatingLimitSeconds);
  const http = createHttp({
    vendor: 'bitrix24',
    account,
    baseUrl: options.webhookUrl.endsWith('/') ? options.webhookUrl : `${options.webhookUrl}/`,
    secrets,
    classify: (answer, call) => classifyBitrix24(answer, () => gate.close(call.path)),
    limiters,
    timeoutMs: overrides.timeoutMs ?? ATTEMPT_TIMEOUT_MS,
    maxAnswerBytes: overrides.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    clock,
    logger,
    onCall: options.onCall,
    ca: overrides.ca,
  });
  const portal = createPortal({
    account,
    http,
    gate,
    clock,
    redact: createRedact(secrets),
  });
  const dictionaries = createDictionaries(portal);
  return {
    ...createDealReads(portal),
    ...createDealRangeReads(portal),
    ...dictionaries,
    ...createAccountChecks(portal, clock),
    updateDeal: createUpdateDeal(portal, dictionaries),
    ...createProductReads(portal),
    ...createStoreReads(portal),
    ...createStoreDocumentWrites(portal),
    setProductQuantities: createSetProductQuantities(portal),
    readDealProductRows: createReadDealProductRows(portal),
    close: () => http.close(),
  };
}

/** The path segments after `/rest/{user}/`: whoever knows them owns the portal. */
function toSecrets(webhookUrl: string): string[] {
  const path = URL.parse(webhookUrl)?.pathname ?? '';
  const secret = /^\/rest\/(?:api\/)?\d+\/([^/]+)\/?$/.exec(path)?.[1];
  if (secret === undefined) {
    throw new TypeError('The Bitrix24 webhook address does not end with /rest/{user}/{secret}/.');
  }
  return [secret];
}
