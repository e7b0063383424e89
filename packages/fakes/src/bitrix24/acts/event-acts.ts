import type { InputReader } from '../../control/read-input.ts';
import { ControlRefusal } from '../../control/control-refusal.ts';
import { hexText } from '../../seeded/random.ts';
import type { Json } from '../../json.ts';
import { toEventForm } from '../events/event-form.ts';
import { dealEvents, type EventSettings } from '../events/event-settings.ts';
import type { Portal } from '../portal.ts';
import type { Act } from './act.ts';

const numbers = [
  'minDelayMs',
  'maxDelayMs',
  'withholdEvery',
  'duplicateEvery',
  'concurrency',
  'slowMs',
  'gapFactor',
] as const;
const emitFields = [
  'event',
  'id',
  'applicationToken',
  'domain',
  'memberId',
  'ts',
  'body',
  'contentType',
  'delayMs',
  'count',
] as const;

/** Outgoing webhooks: who hears, how late, and events that no portal would send. */
export const eventActs: Readonly<Record<string, Act>> = {
  'set-event-handler': {
    takes: ['url', 'applicationToken', 'events'],
    run: (portal, input) => {
      const url = input.text('url');
      if (!URL.canParse(url)) throw new ControlRefusal(`set-event-handler: ${url} is no address.`);
      const handler = portal.events.setHandler({
        url,
        applicationToken: input.optionalText('applicationToken') ?? tokenOf(portal),
        events: (input.optionalTexts('events') ?? dealEvents).map((name) => name.toUpperCase()),
      });
      return { ...handler };
    },
  },
  'configure-events': {
    takes: [...numbers, 'reorders'],
    run: (portal, input) => {
      const { settings } = portal.events;
      for (const name of numbers) settings[name] = input.optionalNumber(name) ?? settings[name];
      settings.reorders = input.optionalBoolean('reorders') ?? settings.reorders;
      settings.concurrency = Math.max(1, settings.concurrency);
      return toJson(settings);
    },
  },
  'emit-event': { takes: emitFields, run: emitEvent },
};

/** The application token that the portal uses unless told otherwise. */
export function tokenOf(portal: Portal): string {
  return hexText(portal.seed, 'application-token', 32);
}

/** Posts a forged or odd event to every handler: wrong token, foreign domain, any raw body. */
function emitEvent(portal: Portal, input: InputReader): Json {
  const event = input.optionalText('event') ?? 'ONCRMDEALUPDATE';
  const id = String(input.fields['id'] ?? portal.deals.ids[0] ?? 1);
  const count = input.optionalNumber('count') ?? 1;
  const { handlers } = portal.events;
  if (handlers.length === 0) {
    throw new ControlRefusal('emit-event: no handler is set. Use set-event-handler first.');
  }
  const body =
    input.optionalText('body') ??
    toEventForm({
      event,
      id,
      handlerId: handlers[0]?.handlerId ?? 975,
      ts: input.optionalNumber('ts') ?? Math.floor(portal.clock.nowMs() / 1000),
      domain: input.optionalText('domain') ?? portal.domain,
      origin: portal.url,
      memberId: input.optionalText('memberId') ?? hexText(portal.seed, 'member', 32),
      applicationToken:
        input.optionalText('applicationToken') ?? handlers[0]?.applicationToken ?? '',
    });
  const contentType = input.optionalText('contentType') ?? 'application/x-www-form-urlencoded';
  const delayMs = input.optionalNumber('delayMs') ?? 0;
  for (let sent = 0; sent < count; sent += 1) {
    portal.events.send({ event, id, body, contentType }, delayMs);
  }
  return { posts: count * handlers.length };
}

const toJson = (settings: EventSettings): Json => ({ ...settings });
