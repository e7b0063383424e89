import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import {
  webhookEvents,
  type DeliverySettings,
  type Webhook,
} from '../webhooks/webhook-settings.ts';
import type { Acts } from './act.ts';

const counts = [
  ...(['minDelayMs', 'maxDelayMs', 'withholdEvery', 'duplicateEvery', 'repeatEvery'] as const),
  ...(['attempts', 'repeatMs'] as const),
] satisfies readonly (keyof DeliverySettings)[];

/** The panel's page "Webhooks integração", and how deliveries fare. */
export const webhookActs: Acts = {
  /** Without a url the webhook is taken away. */
  'set-webhook': {
    takes: ['url', 'username', 'password', 'events'],
    run: ({ account, input }) => {
      const webhook = readWebhook(input);
      account.outbox.setWebhook(webhook);
      return webhook === undefined
        ? { url: null }
        : { url: webhook.url, events: [...(webhook.events ?? webhookEvents)] };
    },
  },
  'configure-webhooks': {
    takes: [...counts, 'reorders'],
    run: ({ account, input }) => {
      const { settings } = account.outbox;
      for (const name of counts) settings[name] = input.optionalNumber(name) ?? settings[name];
      settings.reorders = input.optionalBoolean('reorders') ?? settings.reorders;
      return { ...settings };
    },
  },
  /** From the history: the same delivery id, or with `newId` another one. Without `delivery` the newest. */
  redeliver: {
    takes: ['delivery', 'newId'],
    run: ({ account, input }) => {
      const asked = input.optionalText('delivery');
      const isNewId = input.optionalBoolean('newId') ?? false;
      const delivery = account.outbox.redeliver(asked, isNewId);
      if (delivery !== undefined) return { delivery };
      throw new ControlRefusal(
        `redeliver: account ${account.id} has no delivery ${asked ?? 'yet'}; see /deliveries.`,
      );
    },
  },
};

function readWebhook(input: InputReader): Webhook | undefined {
  const text = input.optionalText('url');
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ControlRefusal(`set-webhook: "${text}" is no http or https address.`);
  }
  const [username, password] = [input.optionalText('username'), input.optionalText('password')];
  const events = input.optionalTexts('events');
  const unknown = events?.find((event) => !(webhookEvents as readonly string[]).includes(event));
  if (unknown !== undefined) {
    throw new ControlRefusal(
      `set-webhook: there is no event "${unknown}". There are ${webhookEvents.join(', ')}.`,
    );
  }
  return {
    url: url.href,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(events === undefined ? {} : { events }),
  };
}
