/** What Ponte can ask a Bitrix24 portal for, in our words. */
import type { VendorError } from '../http/vendor-error.ts';
import type { CallOptions, Level } from './call-options.ts';
import type { CatalogueClient } from './catalogue-operations.ts';
import type {
  DealCategory,
  DealField,
  DealMark,
  DealRecord,
  DealStage,
  PortalUser,
  Status,
} from './model.ts';

export type { CallOptions, Level } from './call-options.ts';

/** What became of one id of `getDeals`. */
export type DealAnswer =
  | { readonly id: string; readonly state: 'found'; readonly deal: DealRecord }
  /** The portal has no such deal (any more). */
  | { readonly id: string; readonly state: 'missing' }
  /** The portal does not show this deal to the webhook's owner, or refuses for another reason. */
  | {
      readonly id: string;
      readonly state: 'refused';
      readonly code: string;
      readonly message: string;
    }
  /** The portal answered something that is not a deal as documented. */
  | { readonly id: string; readonly state: 'unreadable'; readonly problem: string }
  /** This one could not be read now; asking again later may help. */
  | { readonly id: string; readonly state: 'failed'; readonly error: VendorError };

export interface DealsReading {
  /** Virtual time at which the request was sent: changes up to then are in the answers. */
  readonly readAt: Date;
  /** One answer per id, in the order asked. */
  readonly deals: readonly DealAnswer[];
}

/** One row of a list: a deal, or the id (when it has one) and what is wrong with it. */
export type Listed<Deal> =
  | { readonly ok: true; readonly id: string; readonly deal: Deal; readonly readAt: Date }
  | {
      readonly ok: false;
      /** Undefined when even the id cannot be read. */
      readonly id: string | undefined;
      readonly problem: string;
      readonly readAt: Date;
    };

export type ListedDeal = Listed<DealRecord>;

/** Bitrix24 filter keys with their operator prefixes; never the id, by which lists are paged. */
export type DealFilter = Readonly<Record<string, string | number | readonly (string | number)[]>>;

export interface ListDealsOptions extends CallOptions {
  readonly filter?: DealFilter;
  /** Resume after this deal id. */
  readonly afterId?: string;
}

/** Deal ids in (`afterId`, `upToId`], digits; `afterId` may be "0". */
export interface DealRange {
  readonly afterId: string;
  readonly upToId: string;
}

/** Where the ids of deals begin and end. */
export interface DealIdBounds {
  /** "1" when the first deals show no id. */
  readonly first: string;
  /** The highest id that can be read; "0" when none of the last page can. */
  readonly last: string;
  /** There are deals behind `last` that show no id. */
  readonly isOpenEnded: boolean;
}

export interface DealRangesOptions extends Omit<CallOptions, 'level'> {
  /** `bulk` when absent. */
  readonly level?: Level;
  readonly filter?: DealFilter;
}

export interface ReadDealRangesOptions extends DealRangesOptions {
  /**
   * Names or masks of fields; all when absent. The fields that every deal has come in any case; of
   * the others, those that are not named read as null.
   */
  readonly select?: 'all' | readonly string[];
}

/** An answer that is still bytes: a tenth of what its deals take as objects. */
export interface FetchedRanges<Deal = DealRecord> {
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
  /** What the portal needed for the request, by its own word. */
  readonly durationMs: number;
  /** How long the answer is. */
  readonly bytes: number;
  /**
   * Reads one range after the other, in the order asked, and lets others work in between. Once: the
   * bytes are gone afterwards.
   */
  readRanges(): AsyncGenerator<RangeReading<Deal>>;
}

/** What one range holds. */
export interface RangeReading<Deal = DealRecord> {
  readonly range: DealRange;
  /** By rising id; empty when there is a `failure`. */
  readonly deals: readonly Listed<Deal>[];
  /** The page was full before the range ended: ask for the rest, after the last id in `deals`. */
  readonly isFull: boolean;
  /** Why this range could not be read; the others of the call were. */
  readonly failure?: VendorError;
}

export interface RangesReading<Deal = DealRecord> extends Pick<
  FetchedRanges,
  'readAt' | 'durationMs' | 'bytes'
> {
  /** One per range, in the order asked. */
  readonly ranges: readonly RangeReading<Deal>[];
}

export interface UpdateDealOptions extends CallOptions {
  /** What `listDealFields` said a while ago; asked anew when absent. */
  readonly describedBy?: readonly DealField[];
}

/** What `updateDeal` found when it read the deal back. */
export interface DealUpdate {
  readonly readAt: Date;
  readonly deal: DealRecord;
  /** Fields that the portal answered with success and did not store; it does so in silence. */
  readonly dropped: readonly string[];
}

/** What `checkAccount` found; `problems` says what to do about each. */
export interface AccountCheck {
  readonly serverTime: Date;
  /** Scopes that work: crm, user. */
  readonly scopes: readonly string[];
  readonly problems: readonly string[];
}

/**
 * A portal's client. Every operation throws `VendorError` and nothing else for what the vendor or
 * the way to it did wrong.
 */
export interface Bitrix24Client extends CatalogueClient {
  /**
   * Reads at most 50 deals in one request. Order and duplicates of `ids` are kept. What is no id is
   * answered as `unreadable` and not asked for.
   */
  getDeals(ids: readonly string[], options?: CallOptions): Promise<DealsReading>;
  /** Reads one deal; throws `not_found` when the portal has none. */
  getDeal(id: string, options?: CallOptions): Promise<{ readAt: Date; deal: DealRecord }>;
  /** All deals that match, by rising id, without the portal counting them. */
  listDeals(options?: ListDealsOptions): AsyncGenerator<ListedDeal>;
  /** How many deals match. The portal counts them, at a cost that grows with their number. */
  countDeals(options?: DealRangesOptions): Promise<number>;
  /** Where the ids of the deals that match begin and end, in one request; undefined when none does. */
  findDealIdBounds(options?: DealRangesOptions): Promise<DealIdBounds | undefined>;
  /**
   * Reads at most 50 ranges of ids in one request, up to 50 deals of each, without the portal
   * counting them. Deals that the webhook's owner may not see are absent without a word. Throws
   * `rate_limited` with `retryAt` when the portal refuses a range because a limit is used up.
   */
  readDealRanges(
    ranges: readonly DealRange[],
    options?: ReadDealRangesOptions,
  ): Promise<RangesReading>;
  /** The same for loads, which have several answers at once: each is read when its turn comes. */
  fetchDealRanges(
    ranges: readonly DealRange[],
    options?: ReadDealRangesOptions,
  ): Promise<FetchedRanges>;
  /** The same for comparing: id, funnel, stage, when it was made and when it last changed. */
  readDealRangesLight(
    ranges: readonly DealRange[],
    options?: DealRangesOptions,
  ): Promise<RangesReading<DealMark>>;
  /** Deal fields with their titles and, for enumerations, their options. */
  listDealFields(options?: CallOptions): Promise<DealField[]>;
  /** All funnels, the default one (id "0") included. */
  listCategories(options?: CallOptions): Promise<DealCategory[]>;
  /** The stages of all funnels, the default one included. */
  listStages(options?: CallOptions): Promise<DealStage[]>;
  /** CRM dictionaries by entity id (`SOURCE`, `DEAL_TYPE`): at most 50 in one request. */
  listStatuses(entityIds: readonly string[], options?: CallOptions): Promise<Status[]>;
  /** All employees, dismissed ones included. */
  listUsers(options?: CallOptions): Promise<PortalUser[]>;
  /** The portal's own clock. */
  getServerTime(options?: CallOptions): Promise<Date>;
  /** Tries what Ponte needs and says what is missing. */
  checkAccount(options?: CallOptions): Promise<AccountCheck>;
  /**
   * Writes fields of one deal, safe to repeat. Refuses unknown, read-only and immutable fields and
   * unknown options before sending, reads the deal back and names what the portal dropped.
   */
  updateDeal(
    id: string,
    fields: Readonly<Record<string, unknown>>,
    options?: UpdateDealOptions,
  ): Promise<DealUpdate>;
  /** Ends connections and limiters; calls still waiting are rejected. */
  close(): Promise<void>;
}
