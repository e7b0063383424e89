import type { Fakes } from '../start.ts';

/** The line for programs: one JSON object. */
export function toReadyLine({ vendors }: Fakes): string {
  const { url, tlsUrl, control, webhookUrl, applicationToken, domain } = vendors.bitrix24;
  return JSON.stringify({
    ready: true,
    vendors: { bitrix24: { url, tlsUrl, control, webhookUrl, applicationToken, domain } },
  });
}

/** The text for people: addresses and commands to try. */
export function toReadyText({ vendors }: Fakes): string {
  const { url, tlsUrl, control, webhookUrl, applicationToken } = vendors.bitrix24;
  return `The sandbox is up. Ctrl-C stops it.

Bitrix24
  portal              ${url}
  portal over TLS     ${tlsUrl}   (self-signed)
  incoming webhook    ${webhookUrl}
  application token   ${applicationToken}
  control port        ${control}

Try
  curl -g '${webhookUrl}crm.deal.list?select[]=ID&select[]=TITLE&order[ID]=DESC'
  curl '${webhookUrl}crm.category.list?entityTypeId=2'
  curl -X POST ${control}/act -d '{"do":"set-event-handler","url":"http://127.0.0.1:3000/webhook/bitrix24"}'
  curl -X POST ${control}/act -d '{"do":"create-deal","fields":{"TITLE":"Olá"}}'
  curl -X POST ${control}/faults -d '[{"match":{"method":"crm.deal.*"},"kind":"rate-limit","count":2}]'
  curl '${control}/state?deals=1&fields=ID,TITLE,DATE_MODIFY'
  curl ${control}/counters
`;
}
