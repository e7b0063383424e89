import { createHmac } from 'node:crypto';

/** What both servers of the ingress bench are told and the load generator proves. */
export const SECRETS = {
  blingSecret: 'bench-client-secret-of-bling',
  applicationToken: 'benchapplicationtoken0123456789a',
  domain: 'bench.bitrix24.test',
} as const;

/** json: a signed Bling event with an id of its own; form: a Bitrix24 event with its token. */
export type BodyKind = 'json' | 'form';

export const PATHS = { json: '/webhook/bling', form: '/webhook/bitrix24' } as const;

/**
 * Whole HTTP/1.1 requests in bytes, made before the clock runs, each with another event. The same
 * bytes go to both servers.
 */
export function makeRequests(
  kind: BodyKind,
  count: number,
  isKeptAlive: boolean,
): readonly Buffer[] {
  const connection = isKeptAlive ? 'keep-alive' : 'close';
  return Array.from({ length: count }, (_, n) =>
    kind === 'json' ? makeJson(n, connection) : makeForm(n, connection),
  );
}

/** About 1 kB, the envelope of Bling's guide with an order inside. */
function makeJson(n: number, connection: string): Buffer {
  const body = JSON.stringify({
    eventId: `01945027-150e-72b4-e7cf-${n.toString(16).padStart(12, '0')}`,
    date: '2026-11-22T12:00:00Z',
    version: 'v1',
    event: 'order.updated',
    companyId: 'd4475854366a36c86a37e792f9634a51',
    data: {
      id: 10_000_000_000 + n,
      data: '2026-11-22',
      numero: n,
      numeroLoja: `Loja_${n}`,
      total: 1_234.56,
      contato: { id: 15_000_000_000 + n },
      vendedor: { id: 255 },
      loja: { id: 204_000_000 },
      situacao: { id: 6, valor: 0 },
      note: 'The quick brown fox jumps over the lazy dog. '.repeat(13),
    },
  });
  const signature = createHmac('sha256', SECRETS.blingSecret).update(body).digest('hex');
  return toRequest(PATHS.json, body, [
    'Content-Type: application/json',
    `X-Bling-Signature-256: sha256=${signature}`,
    `Connection: ${connection}`,
  ]);
}

/** About 370 B, as the portal sends it: brackets and addresses percent-encoded. */
function makeForm(n: number, connection: string): Buffer {
  const body = Object.entries({
    event: 'ONCRMDEALUPDATE',
    event_handler_id: '975',
    'data[FIELDS][ID]': String((n % 10_000) + 1),
    ts: '1795348800',
    'auth[domain]': SECRETS.domain,
    'auth[client_endpoint]': `https://${SECRETS.domain}/rest/`,
    'auth[server_endpoint]': 'https://oauth.bitrix24.test/rest/',
    'auth[member_id]': '0123456789abcdef0123456789abcdef',
    'auth[application_token]': SECRETS.applicationToken,
  })
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  return toRequest(PATHS.form, body, [
    'Content-Type: application/x-www-form-urlencoded',
    `Connection: ${connection}`,
  ]);
}

function toRequest(path: string, body: string, headers: readonly string[]): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'User-Agent: ponte-bench',
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
