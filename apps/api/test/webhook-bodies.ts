import { createHmac } from 'node:crypto';
import { BLING_SECRET, DOMAIN, TOKEN } from './start-test-api.ts';

export const FORM = 'application/x-www-form-urlencoded';

/** A Bitrix24 event as the portal sends it; undefined leaves a field out. */
export function toDealEvent(
  id: string | undefined,
  change: { event?: string; token?: string | undefined; domain?: string | undefined } = {},
): string {
  const { event = 'ONCRMDEALUPDATE' } = change;
  const token = 'token' in change ? change.token : TOKEN;
  const domain = 'domain' in change ? change.domain : DOMAIN;
  const form = new URLSearchParams({ event, event_handler_id: '975', ts: '1766047124' });
  if (id !== undefined) form.set('data[FIELDS][ID]', id);
  if (domain !== undefined) form.set('auth[domain]', domain);
  if (token !== undefined) form.set('auth[application_token]', token);
  return form.toString();
}

export function postForm(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': FORM }, body });
}

export interface SignedEvent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** A Bling event with its signature. */
export function toBlingEvent(eventId: string, data: object = { id: 1 }): SignedEvent {
  const envelope = { eventId, event: 'order.updated', companyId: 'c0ffee', version: 'v1', data };
  return signForBling(JSON.stringify(envelope));
}

export function signForBling(body: string, secret = BLING_SECRET): SignedEvent {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'Content-Type': 'application/json',
    'X-Bling-Signature-256': `sha256=${digest}`,
  };
  return { body, headers };
}

export function postSigned(url: string, event: SignedEvent): Promise<Response> {
  return fetch(url, { method: 'POST', ...event });
}
