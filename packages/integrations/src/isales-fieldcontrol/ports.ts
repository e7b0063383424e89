import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { GeoOperations } from '@ponte/connectors/geo';
import type { BoardReading, Reading } from '@ponte/connectors/isales';
import type {
  CustomFields,
  CustomLabels,
  IsalesClient,
  IsalesProposal,
} from '@ponte/connectors/isales/model';
import type { Delivery, DeliveryReason, DeliveryState } from './delivery.ts';
import type { Payment, Pending, Person, PlaceText, Project, Work } from './project.ts';
import type { BoardPlan, KnownCard } from './rules/decide-board.ts';
import type { CardFacts, CardVerdict } from './rules/decide-pendings.ts';
import type { KnownPersons, PersonPlan } from './rules/decide-person.ts';
import type { FoundPoint, KnownPoint } from './rules/decide-place.ts';
import type { Unread } from './rules/decide-unread.ts';
import type { FieldObject, ObjectPlan, SweptDelivery } from './rules/decide-object.ts';
import type { SweepPlan } from './rules/decide-sweep.ts';
import type { FieldSettings } from './settings.ts';

export interface RunOf {
  readonly account: string;
  readonly runId: string;
}

interface Common {
  now(): Date;
  readSettings(account: string): Promise<FieldSettings>;
}

interface Rings {
  ringCards(account: string): Promise<void>;
  ringPlaces(account: string): Promise<void>;
  ringPush(account: string): Promise<void>;
}

export interface BoardRun extends RunOf {
  readonly reading: BoardReading;
  /** Of rows and settings; an equal one means that nothing moved. */
  readonly fingerprint: string;
}

/** What is kept of the readings before. */
export interface BoardState {
  readonly fingerprint: string | null;
  /** Since when they were not believed. */
  readonly suspectSince: Date | null;
}

export interface BoardPorts extends Common, Rings {
  readBoard(account: string, settings: FieldSettings, signal: AbortSignal): Promise<BoardReading>;
  findBoardState(account: string): Promise<BoardState>;
  listCards(account: string): Promise<readonly KnownCard[]>;
  /**
   * Decides and writes in one transaction with the open deliveries locked, so that none of them
   * leaves meanwhile. Gives what was decided.
   */
  applyBoard(run: BoardRun, decide: (known: readonly KnownCard[]) => BoardPlan): Promise<BoardPlan>;
  /** Cards missing since at most `before` that nobody was told of become pendings; their ids. */
  tellAbsent(run: BoardRun, before: Date): Promise<readonly string[]>;
  /** True when a delivery may leave now. */
  hasDue(account: string): Promise<boolean>;
}

/** A card whose details are to be read, or taken from the answers that were kept. */
export interface DueCard {
  readonly isalesId: string;
  readonly isalesClienteId: string;
  /** The board's row says it; the reads do not. */
  readonly vendedor: string | null;
  /** Marks that ask for it; cleared only in the version that was seen. */
  readonly marks: readonly {
    readonly kind: string;
    readonly id: string;
    readonly version: string;
  }[];
  /** How often it could not be read. */
  readonly tries: number;
  readonly isReplay: boolean;
}

export interface CardReads {
  readonly client: Reading<IsalesClient | null>;
  readonly proposal: Reading<IsalesProposal | null>;
  readonly fields: Reading<CustomFields> & { readonly labels: CustomLabels };
}

export interface CardSaving {
  readonly account: string;
  readonly runId: string;
  readonly due: DueCard;
  /** Undefined for a replay. */
  readonly reads: CardReads | undefined;
  readonly project: Project;
  readonly person: PersonPlan;
  readonly addressKey: string;
  /** Of address and link: another one means that the place must be looked for. */
  readonly geoHash: string;
  readonly dataHash: string;
}

export interface CardPorts extends Common, Rings {
  /** The company's zone, in which iSales writes times. */
  readonly zone: string;
  listDueCards(account: string, limit: number): Promise<readonly DueCard[]>;
  /** When the next card is due for its daily reading. */
  readCard(account: string, clienteId: string, signal: AbortSignal): Promise<CardReads>;
  /** The newest kept answers of a card; undefined when there are none. */
  findKeptReads(account: string, isalesId: string): Promise<CardReads | undefined>;
  findPersons(
    account: string,
    isalesClienteId: string,
    documento: string | null,
  ): Promise<KnownPersons>;
  /** Answers, person, address, project, payment and audit in one transaction. */
  saveCard(
    saving: CardSaving,
  ): Promise<{ readonly mustLocate: boolean; readonly mustTell: boolean }>;
  /** The card is through: the marks that asked for it go. */
  finishCard(account: string, due: DueCard): Promise<void>;
  /** The card could not be read: it stands behind the others, or waits for a person. */
  saveUnread(card: RunOf & { readonly due: DueCard }, unread: Unread): Promise<void>;
}

export interface JudgePorts {
  readSettings(account: string): Promise<FieldSettings>;
  /** Undefined when the details were never read. */
  findCardFacts(account: string, isalesId: string): Promise<CardFacts | undefined>;
  /** Opens and closes the card's pendings and moves its deliveries; true when one may leave. */
  saveVerdict(card: RunOf & { readonly isalesId: string }, verdict: CardVerdict): Promise<boolean>;
}

export interface AnewPorts extends JudgePorts {
  /** The mark of the settings that cards were judged by last; null: never. */
  findJudgedBy(account: string): Promise<string | null>;
  saveJudgedBy(account: string, mark: string): Promise<void>;
  /** Cards whose judgement matters still: an order has not left, or their place is a pending. */
  listOpenCards(account: string): Promise<readonly string[]>;
}

export interface DuePlace {
  readonly enderecoId: string;
  readonly version: string;
  readonly tries: number;
  readonly address: PlaceText;
  readonly linkLocalizacao: string | null;
  readonly known: KnownPoint | null;
  readonly geoHash: string;
  /** The cards that are built there. */
  readonly cards: readonly string[];
}

export interface PlaceEnd {
  readonly enderecoId: string;
  readonly geoHash: string;
  /** Undefined: what is known stays. */
  readonly point: FoundPoint | undefined;
  readonly problems: readonly string[];
  /** What the post office knows better; only gaps are filled. */
  readonly fill: Partial<PlaceText> & { readonly ibge?: string };
}

export interface PlacePorts extends Common, Rings {
  geo(account: string): GeoOperations;
  listDuePlaces(account: string, limit: number): Promise<readonly DuePlace[]>;
  savePlace(account: string, end: PlaceEnd): Promise<void>;
  /** The place and its cards are through: the mark that asked for it goes. */
  finishPlace(account: string, place: DuePlace): Promise<void>;
  /** A search failed: the place stands behind the others. */
  postponePlace(
    account: string,
    place: DuePlace,
    wait: { readonly forMs: number; readonly isTry: boolean },
  ): Promise<void>;
}

/** Everything about a delivery whose turn it is. */
export interface DueDelivery {
  readonly id: string;
  readonly chave: string;
  readonly delivery: Delivery;
  /** All of the card, by seq. */
  readonly deliveries: readonly Delivery[];
  readonly tentativas: number;
  readonly isalesId: string;
  readonly isalesClienteId: string;
  readonly customer: {
    readonly clienteId: string;
    readonly fieldId: string | null;
    readonly criadoPeloScript: boolean;
    readonly localPrincipalFieldId: string | null;
    readonly hashContatos: string | null;
  };
  readonly location: { readonly enderecoId: string; readonly fieldId: string | null };
  /** What the cancelled order was delivered with. */
  readonly ref: {
    readonly estado: DeliveryState;
    readonly clienteFieldId: string | null;
    readonly locationFieldId: string | null;
  } | null;
  readonly person: Person;
  readonly place: PlaceText;
  readonly point: KnownPoint | null;
  readonly work: Work;
  readonly payment: Payment;
}

/** A delivered request whose project was changed since. */
export interface ChangedDelivery extends DueDelivery {
  readonly version: string;
  readonly fieldId: string;
  readonly objeto: 'ticket' | 'order';
  readonly requestHash: string | null;
  readonly orderFieldId: string | null;
}

export type Begun =
  | { readonly state: 'new' | 'refused'; readonly attempt: number }
  | { readonly state: 'applied'; readonly attempt: number; readonly vendorId: string | null }
  | { readonly state: 'ambiguous'; readonly attempt: number; readonly lookUpAt: Date }
  | { readonly state: 'overtaken' };

/** What is written in the transaction that settles an intent. */
export type Effect =
  | {
      readonly kind: 'customer';
      readonly clienteId: string;
      readonly fieldId: string;
      readonly primaryLocationId: string | null;
      readonly isMade: boolean;
      /** The address that the primary location was made of. */
      readonly enderecoId: string | null;
    }
  | { readonly kind: 'location'; readonly enderecoId: string; readonly fieldId: string }
  | { readonly kind: 'delivered'; readonly delivered: Delivered };

export interface Delivered {
  readonly deliveryId: string;
  readonly objeto: 'ticket' | 'order';
  readonly fieldId: string;
  readonly isMade: boolean;
  readonly clienteFieldId: string;
  readonly locationFieldId: string | null;
  readonly requestHash: string | null;
  readonly situacao: string | null;
}

export interface IntentKey {
  readonly operation: string;
  readonly reference: string;
}

/** One sending of a write. */
export interface SentRequest {
  readonly key: IntentKey;
  readonly attempt: number;
  readonly answer?: HttpWord;
}

/** What FieldControl answered to one request. */
export interface HttpWord {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Null for an answer that says yes. */
  readonly words: string | null;
}

/** The ledger of writes, under this customer's tenure. Without an answer: a look-up showed it. */
export interface FieldIntents {
  begin(key: IntentKey, bodyHash: string): Promise<Begun>;
  /** False when the word of this tenure no longer counts. */
  applied(request: SentRequest, effect: Effect): Promise<boolean>;
  refused(request: SentRequest): Promise<boolean>;
  unknown(request: SentRequest, lookUpAt: Date): Promise<boolean>;
  /** The next attempt's number; undefined when absence is not proven. */
  resend(
    key: IntentKey,
    attempt: number,
    look: { readonly bodyHash: string; readonly notFoundAt: Date | null },
  ): Promise<number | undefined>;
  /** Something is there already: the ledger says so, whatever it said before. */
  adopt(key: IntentKey, effect: Effect): Promise<void>;
}

/** Exclusive for one run at a time, whichever worker has it. */
export interface CustomerTenure {
  readonly intents: FieldIntents;
  end(): Promise<void>;
}

/** How one delivery ended in this run. */
export type DeliveryEnd = {
  readonly deliveryId: string;
  readonly isalesId: string;
  readonly lookUps: number;
} & (
  | { readonly end: 'delivered'; readonly fieldId: string; readonly isMade: boolean }
  | {
      readonly end: 'dropped';
      readonly motivo: DeliveryReason;
      readonly isCancellation: boolean;
    }
  | { readonly end: 'blocked' | 'rejected'; readonly pending: Pending }
  | {
      readonly end: 'later';
      readonly estado: 'pronto' | 'incerto';
      readonly until: Date;
      readonly error: unknown;
      readonly pending?: Pending;
    }
);

/** What became of a change that came after the delivery. */
export interface ChangeEnd {
  readonly deliveryId: string;
  readonly isalesId: string;
  readonly version: string;
  /** Of what FieldControl has now; undefined: as before. */
  readonly requestHash: string | undefined;
  readonly situacao: string | undefined;
  readonly pending: Pending | undefined;
}

export interface PushPorts extends Common, Rings {
  field(account: string): FieldControlClient;
  /** Undefined while another run has the customer. */
  takeTenure(
    account: string,
    clienteId: string,
    runId: string,
  ): Promise<CustomerTenure | undefined>;
  listDue(account: string, limit: number): Promise<readonly DueDelivery[]>;
  findNextDue(account: string): Promise<Date | undefined>;
  /** Takes it up: false when the card moved meanwhile and the delivery is not to leave any more. */
  claim(account: string, deliveryId: string): Promise<boolean>;
  saveContacts(account: string, clienteId: string, hash: string): Promise<void>;
  /** A low one: the phone or e-mail that FieldControl does not take. */
  saveContactTrouble(
    run: RunOf,
    trouble: { readonly isalesId: string; readonly detalhe: string | null },
  ): Promise<void>;
  saveEnd(run: RunOf, end: DeliveryEnd): Promise<void>;
  listChanged(account: string, limit: number): Promise<readonly ChangedDelivery[]>;
  saveChanged(run: RunOf, change: ChangeEnd): Promise<void>;
}

export interface HintPorts {
  listHints(account: string, limit: number): Promise<readonly { id: string; body: string }[]>;
  saveHints(saving: {
    readonly account: string;
    readonly objects: readonly string[];
    readonly ends: readonly { id: string; state: 'done' | 'held'; reason: string | null }[];
    readonly runId: string;
    readonly holds: readonly { id: string; detail: string }[];
  }): Promise<void>;
  ringObjects(account: string): Promise<void>;
}

export interface ObjectPorts {
  now(): Date;
  field(account: string): FieldControlClient;
  listDueObjects(
    account: string,
    limit: number,
  ): Promise<
    readonly {
      readonly kind: 'ticket' | 'order';
      readonly id: string;
      readonly mark: string;
      readonly version: string;
    }[]
  >;
  /** Deliveries that an object may belong to: by its id, its ticket's id or its key. */
  listDeliveriesOf(account: string, object: FieldObject): Promise<readonly SweptDelivery[]>;
  saveObject(
    run: RunOf,
    seen: { readonly mark: string; readonly version: string },
    plan: ObjectPlan,
  ): Promise<void>;
  ringPush(account: string): Promise<void>;
}

export interface SweepPorts {
  now(): Date;
  field(account: string): FieldControlClient;
  listDelivered(account: string): Promise<readonly SweptDelivery[]>;
  saveSweep(run: RunOf, plan: SweepPlan): Promise<void>;
  ringPush(account: string): Promise<void>;
}
