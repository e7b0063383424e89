/** Further keys of data[FIELDS]. */
export type EventDetails = Readonly<Record<string, string>>;

/** What an outgoing webhook says. */
export interface OutgoingEvent {
  readonly event: string;
  readonly handlerId: number;
  readonly id: number | string;
  /** What the event says beside the id: FIELD_NAME of a user field, TYPE of a product. */
  readonly details?: EventDetails;
  /** Whole virtual seconds. */
  readonly ts: number;
  readonly domain: string;
  /** Origin of the portal. */
  readonly origin: string;
  readonly memberId: string;
  readonly applicationToken: string;
}

/** Writes the form body of an outgoing webhook (b24restdocs api-reference/events/index.md). */
export function toEventForm(event: OutgoingEvent): string {
  const fields: readonly (readonly [string, string])[] = [
    ['event', event.event],
    ['event_handler_id', String(event.handlerId)],
    ['data[FIELDS][ID]', String(event.id)],
    ...Object.entries(event.details ?? {}).map(
      ([name, value]) => [`data[FIELDS][${name}]`, value] as const,
    ),
    ['ts', String(event.ts)],
    ['auth[domain]', event.domain],
    ['auth[client_endpoint]', `${event.origin}/rest/`],
    ['auth[server_endpoint]', 'https://oauth.bitrix.info/rest/'],
    ['auth[member_id]', event.memberId],
    ['auth[application_token]', event.applicationToken],
  ];
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** PHP's urlencode: spaces become plus signs, everything but letters, digits and -_. is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
