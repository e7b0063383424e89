import type { Fakes } from '../start.ts';

/** The line for programs: one JSON object. */
export function toReadyLine({ vendors }: Fakes): string {
  const { url, tlsUrl, control, webhookUrl, applicationToken, domain } = vendors.bitrix24;
  return JSON.stringify({
    ready: true,
    vendors: {
      bitrix24: { url, tlsUrl, control, webhookUrl, applicationToken, domain },
      isales: pickIsales(vendors),
      fieldcontrol: pickFieldcontrol(vendors),
      geo: pickGeo(vendors),
      telegram: pickTelegram(vendors),
      onec: pickOnec(vendors),
    },
  });
}

function pickIsales({ isales }: Fakes['vendors']): Record<string, string | number> {
  const { url, control, apiToken, funilId } = isales;
  return { url, control, apiToken, funilId };
}

function pickFieldcontrol({ fieldcontrol }: Fakes['vendors']): Record<string, string> {
  const { url, control, apiKey, accountId, otherApiKey, otherAccountId } = fieldcontrol;
  return { url, control, apiKey, accountId, otherApiKey, otherAccountId };
}

function pickGeo({ geo }: Fakes['vendors']): Record<string, string> {
  const { viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl, control } = geo;
  return { viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl, control };
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
  const { telegram, onec, isales, fieldcontrol, geo } = vendors;
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
  control port        ${telegram.control}   (in a browser: talk to the bot)

1C:Accounting
  base                ${onec.url}
  user and password   ${onec.username} / ${onec.password}
  control port        ${onec.control}

iSales
  API                 ${isales.url}
  api_token           ${isales.apiToken}
  funil_id            ${isales.funilId}
  control port        ${isales.control}

FieldControl
  API                 ${fieldcontrol.url}
  X-Api-Key           ${fieldcontrol.apiKey}   (account ${fieldcontrol.accountId})
  control port        ${fieldcontrol.control}

Geo
  ViaCEP              ${geo.viacepUrl}
  BrasilAPI           ${geo.brasilapiUrl}
  Nominatim           ${geo.nominatimUrl}
  maps short links    ${geo.mapsUrl}
  control port        ${geo.control}

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
  curl '${isales.url}/api/funil-clientes?api_token=${isales.apiToken}&funil_id=${isales.funilId}'
  curl -X POST ${isales.control}/act -d '{"do":"move-card","id":991001,"column":20363}'
  curl -H 'X-Api-Key: ${fieldcontrol.apiKey}' '${fieldcontrol.url}/customers?limit=2&sort=created_at'
  curl -X POST ${fieldcontrol.control}/act -d '{"do":"create-customer","name":"Rita Moura","documentNumber":"714.287.938-60"}'
  curl -X POST ${fieldcontrol.control}/faults -d '[{"match":{"method":"post *"},"kind":"hang-after","every":3}]'
  curl ${geo.viacepUrl}/ws/15085480/json/
  curl -i ${geo.mapsUrl}/abc123
`;
}
