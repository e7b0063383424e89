import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { BoardReading, Reading } from '@ponte/connectors/isales';
import type {
  CustomFields,
  CustomLabels,
  IsalesClient,
  IsalesProposal,
} from '@ponte/connectors/isales/model';
import type { Delivery, DeliveryReason, DeliveryState } from './delivery.ts';
import type { Tenure, TenureOf } from './field-intents.ts';
import type { Payment, Pending, Person, PlaceText, Project, Work } from './project.ts';
import type { BoardPlan, KnownCard } from './rules/decide-board.ts';
import type { CardFacts, CardVerdict } from './rules/decide-pendings.ts';
import type { KnownPersons, PersonPlan } from './rules/decide-person.ts';
import type { KnownPoint } from './rules/decide-place.ts';
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

export interface Rings {
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
  /** True when a delivery may leave now, or a change of a delivered one may be brought. */
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
  /** The newest answers that were kept of a card and of its client; undefined when there are none. */
  findKeptReads(account: string, due: DueCard): Promise<CardReads | undefined>;
  findPersons(
    account: string,
    isalesClienteId: string,
    documento: string | null,
  ): Promise<KnownPersons>;
  /**
   * Answers, person, address, project, payment and audit in one transaction. Nothing is written of a
   * card whose row became another client's while it was read: its mark asks for that one's details.
   */
  saveCard(saving: CardSaving): Promise<{
    readonly mustLocate: boolean;
    readonly mustTell: boolean;
    /** The card's marks, one for a daily reading too: until it is through it is asked for. */
    readonly marks: DueCard['marks'];
  }>;
  /** The card is through: the marks that asked for it go. */
  finishCard(account: string, due: DueCard): Promise<void>;
  /** The card could not be read: it stands behind the others, or waits for a person. */
  saveUnread(card: RunOf & { readonly due: DueCard }, unread: Unread): Promise<void>;
}

export interface JudgePorts {
  readSettings(account: string): Promise<FieldSettings>;
  /** Undefined when the details were never read. */
  findCardFacts(account: string, isalesId: string): Promise<CardFacts | undefined>;
  /**
   * Opens and closes the card's pendings and moves its deliveries; true when one may leave. A change
   * of a delivered one that waited for a complete card is brought now.
   */
  saveVerdict(card: RunOf & { readonly isalesId: string }, verdict: CardVerdict): Promise<boolean>;
}

/** The settings that judgements go by; a distance that is not known is null. */
export interface JudgedBy extends Pick<FieldSettings, 'leastPrecision'> {
  readonly farthestKm: number | null;
}

export interface AnewPorts extends JudgePorts, Pick<Rings, 'ringPlaces'> {
  /** The settings that cards were judged by last; null: never. */
  findJudgedBy(account: string): Promise<JudgedBy | null>;
  saveJudgedBy(account: string, by: JudgedBy): Promise<void>;
  /** Cards whose judgement matters still: an order has not left, or their place is a pending. */
  listOpenCards(account: string): Promise<readonly string[]>;
  /** Has those places of these cards looked for again that a link's distance decided; how many. */
  markLinkedPlaces(account: string, isalesIds: readonly string[]): Promise<number>;
}

/** Everything about a delivery whose turn it is. */
export interface DueDelivery {
  readonly id: string;
  readonly chave: string;
  readonly delivery: Delivery;
  /** All of the card, by seq. */
  readonly deliveries: readonly Delivery[];
  /** Failures in a row until now. */
  readonly falhas: number;
  readonly isalesId: string;
  readonly isalesClienteId: string;
  /** Fingerprint of the card as it is now. */
  readonly hashDados: string | null;
  /** Of the last sending: by these it is looked for, also when the card says something else now. */
  readonly sent: {
    readonly objeto: 'ticket' | 'order' | null;
    readonly nome: string | null;
    readonly requestHash: string | null;
  };
  readonly customer: {
    readonly clienteId: string;
    readonly fieldId: string | null;
    readonly criadoPeloScript: boolean;
    readonly localPrincipalFieldId: string | null;
    readonly hashContatos: string | null;
    /** A mark has its own time for the phones and the e-mail. */
    readonly contactsWait: boolean;
  };
  readonly location: {
    readonly enderecoId: string;
    readonly fieldId: string | null;
    /** The place, as it is described now, has still to be looked for. */
    readonly isSought: boolean;
  };
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
  /** How often the change could not be brought. */
  readonly tries: number;
  readonly fieldId: string;
  readonly objeto: 'ticket' | 'order';
  readonly orderFieldId: string | null;
  /** What it was delivered with; null when it was found without. */
  readonly delivered: {
    readonly customerId: string | null;
    readonly locationId: string | null;
  };
}

/** A person's phones and e-mail, and what FieldControl is known to have of them. */
export interface ContactsOf {
  readonly clienteId: string;
  /** The card that a pending about them stands under, if it is the person's still. */
  readonly isalesId: string;
  readonly fieldId: string;
  /** Ponte made the customer: nobody else has chosen its phones and e-mail. */
  readonly isOurs: boolean;
  readonly hashContatos: string | null;
  readonly phones: readonly string[];
  readonly email: string | null;
}

/** The same, marked because some of it is missing. */
export interface DueContacts extends ContactsOf {
  /** How often some of it could not be added. */
  readonly tries: number;
}

/** How an attempt to complete them ended. */
export interface ContactsEnd extends Pick<ContactsOf, 'clienteId' | 'isalesId'> {
  /** Of what is settled; undefined: not all of it is. */
  readonly hash: string | undefined;
  /** Virtual milliseconds until the rest is tried; undefined: never. */
  readonly againInMs: number | undefined;
  /** A pending of low weight; null: there is nothing to tell. */
  readonly detalhe: string | null;
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
      /** as-it-was: what was certain stays certain, and what was not stays in doubt. */
      readonly estado: 'pronto' | 'incerto' | 'as-it-was';
      readonly until: Date;
      readonly error: unknown;
      /** Whether it counts as a failure of this delivery. */
      readonly isTry: boolean;
      readonly pending?: Pending;
    }
);

/** What became of a change that came after the delivery. */
export interface ChangeEnd {
  readonly deliveryId: string;
  readonly isalesId: string;
  readonly version: string;
  /** What FieldControl has now; undefined: as before. */
  readonly now: { readonly requestHash: string; readonly locationId: string | null } | undefined;
  readonly situacao: string | undefined;
  readonly pending: Pending | undefined;
  /** Undefined: it is through, or a person's. Beside a pending: a person is told, and it goes on. */
  readonly again:
    { readonly inMs: number; readonly isTry: boolean; readonly error: unknown } | undefined;
}

export interface PushPorts extends Common, Rings {
  field(account: string): FieldControlClient;
  /** Undefined while another run has it. */
  takeTenure(account: string, of: TenureOf, runId: string): Promise<Tenure | undefined>;
  listDue(account: string, limit: number): Promise<readonly DueDelivery[]>;
  /** The delivery as it stands now; undefined when it is no longer its turn. */
  findDue(account: string, deliveryId: string): Promise<DueDelivery | undefined>;
  /** When the next delivery, change or contact may leave. */
  findNextDue(account: string): Promise<Date | undefined>;
  /** Lets it stand back, its state untouched. */
  postpone(deliveryId: string, until: Date): Promise<void>;
  /** Takes it up: false when the card moved, or is not any more what the request was made of. */
  claim(deliveryId: string, sending: Sending): Promise<boolean>;
  /** Proven not to be at FieldControl: from now on it has never left. */
  noteAbsent(deliveryId: string): Promise<void>;
  /** Those of these objects that deliveries have already. */
  listKept(account: string, fieldIds: readonly string[]): Promise<readonly string[]>;
  /** The person's addresses that FieldControl has already, with their locations. */
  listLocated(
    clienteId: string,
  ): Promise<readonly { readonly place: PlaceText; readonly fieldId: string }[]>;
  /** The person that a customer is already. */
  findOwner(account: string, fieldId: string): Promise<string | undefined>;
  saveEnd(run: RunOf, end: DeliveryEnd): Promise<void>;
  listChanged(account: string, limit: number): Promise<readonly ChangedDelivery[]>;
  findChanged(account: string, deliveryId: string): Promise<ChangedDelivery | undefined>;
  saveChanged(run: RunOf, change: ChangeEnd): Promise<void>;
  listContacts(account: string, limit: number): Promise<readonly DueContacts[]>;
  findContacts(account: string, clienteId: string): Promise<DueContacts | undefined>;
  saveContacts(run: RunOf, end: ContactsEnd): Promise<void>;
}

/** What is about to be sent of a delivery. */
export interface Sending {
  readonly objeto: 'ticket' | 'order';
  readonly nome: string;
  readonly requestHash: string;
  /** The card that it was made of. */
  readonly madeOf: {
    readonly clienteId: string;
    readonly enderecoId: string;
    readonly hashDados: string | null;
  };
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

/** An object of FieldControl that a webhook named. */
export interface DueObject {
  readonly kind: 'ticket' | 'order';
  readonly id: string;
  readonly mark: string;
  readonly version: string;
  /** How often it could not be looked at. */
  readonly tries: number;
}

export interface ObjectPorts {
  now(): Date;
  field(account: string): FieldControlClient;
  listDueObjects(account: string, limit: number): Promise<readonly DueObject[]>;
  /** A look failed: the object stands behind the others. */
  postponeObject(
    account: string,
    seen: DueObject,
    wait: { readonly forMs: number; readonly isTry: boolean },
  ): Promise<void>;
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
