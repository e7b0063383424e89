import type { Fakes } from '../start.ts';

/** The line for programs: one JSON object. */
export function toReadyLine({ vendors }: Fakes): string {
  const { url, tlsUrl, control, webhookUrl, applicationToken, domain } = vendors.bitrix24;
  return JSON.stringify({
    ready: true,
    vendors: {
      bitrix24: { url, tlsUrl, control, webhookUrl, applicationToken, domain },
      telegram: pickTelegram(vendors),
      onec: pickOnec(vendors),
    },
  });
}

function pickTelegram({ telegram }: Fakes['vendors']): Record<string, string> {
  const { url, control, botToken, chatId } = telegram;
  return { url, control, botToken, chatId };
}

function pickOnec({ onec }: Fakes['vendors']): Record<string, string> {
  const { url, control, username, password, servicePath } = onec;
  return { url, control, username, password, servicePath };
}

/** The text for people: addresses and commands to try. */
export function toReadyText({ vendors }: Fakes): string {
  const { url, tlsUrl, control, webhookUrl, applicationToken } = vendors.bitrix24;
  const { telegram, onec } = vendors;
  return `The sandbox is up. Ctrl-C stops it.

Bitrix24
  portal              ${url}
  portal over TLS     ${tlsUrl}   (self-signed)
  incoming webhook    ${webhookUrl}
  application token   ${applicationToken}
  control port        ${control}

Telegram
  Bot API             ${telegram.url}
  bot token           ${telegram.botToken}
  a group             ${telegram.chatId}
  control port        ${telegram.control}

1C:Accounting
  base                ${onec.url}
  user and password   ${onec.username} / ${onec.password}
  control port        ${onec.control}

Try
  curl -g '${webhookUrl}crm.deal.list?select[]=ID&select[]=TITLE&order[ID]=DESC'
  curl '${webhookUrl}crm.category.list?entityTypeId=2'
  curl -X POST ${control}/act -d '{"do":"set-event-handler","url":"http://127.0.0.1:3000/webhook/bitrix24"}'
  curl -X POST ${control}/act -d '{"do":"create-deal","fields":{"TITLE":"Olá"}}'
  curl -X POST ${control}/faults -d '[{"match":{"method":"crm.deal.*"},"kind":"rate-limit","count":2}]'
  curl '${control}/state?deals=1&fields=ID,TITLE,DATE_MODIFY'
  curl ${control}/counters
  curl '${telegram.url}/bot${telegram.botToken}/sendMessage?chat_id=${telegram.chatId}&text=Hello'
  curl -X POST ${telegram.control}/act -d '{"do":"write","chat":1001,"text":"/status"}'
`;
}
