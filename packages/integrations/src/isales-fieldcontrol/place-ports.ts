import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { GeoOperations } from '@ponte/connectors/geo';
import type { Rings, RunOf } from './ports.ts';
import type { Pending, PlaceText } from './project.ts';
import type { FoundPoint, KnownPoint } from './rules/decide-place.ts';
import type { FieldSettings } from './settings.ts';

export interface DuePlace {
  readonly enderecoId: string;
  readonly version: string;
  readonly tries: number;
  readonly address: PlaceText;
  readonly linkLocalizacao: string | null;
  readonly known: KnownPoint | null;
  readonly geoHash: string;
  /** What the search before found wrong. */
  readonly problems: readonly string[];
  /** What it is at FieldControl; null while it is not there. */
  readonly location: { readonly customerId: string; readonly fieldId: string } | null;
  /** The cards that are built there. */
  readonly cards: readonly string[];
}

export interface PlaceEnd {
  readonly enderecoId: string;
  readonly geoHash: string;
  /** That was followed: what is found with one that is outdated by now is not kept. */
  readonly linkLocalizacao: string | null;
  /** Undefined: what is known stays. */
  readonly point: FoundPoint | undefined;
  /** What is known is believed no more: without a point there is none. */
  readonly withdraws: boolean;
  /** Under each card there: FieldControl has the place elsewhere; null: it agrees. */
  readonly shift: Pending | null | undefined;
  readonly problems: readonly string[];
  /** What the post office knows better; only gaps are filled. */
  readonly fill: Partial<PlaceText> & { readonly ibge?: string };
}

export interface PlacePorts extends Rings {
  readSettings(account: string): Promise<FieldSettings>;
  geo(account: string): GeoOperations;
  field(account: string): Pick<FieldControlClient, 'listLocations'>;
  listDuePlaces(account: string, limit: number): Promise<readonly DuePlace[]>;
  savePlace(run: RunOf, end: PlaceEnd): Promise<void>;
  /** The place and its cards are through: the mark that asked for it goes. */
  finishPlace(account: string, place: DuePlace): Promise<void>;
  /** A search failed: the place stands behind the others. */
  postponePlace(
    account: string,
    place: DuePlace,
    wait: { readonly forMs: number; readonly isTry: boolean },
  ): Promise<void>;
}
