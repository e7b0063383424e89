import type { IncomingMessage } from 'node:http';

// What programs send when nobody has told them who they are.
const libraries =
  /^(axios|node|undici|node-fetch|got|superagent|ky|python-requests|python-urllib|aiohttp|httpx|okhttp|java|apache-httpclient|curl|wget|go-http-client|postmanruntime|libwww-perl|guzzlehttp|faraday|dart)\b/i;

/** Usage policy: a User-Agent of one's own or a Referer; those that libraries set will not do. */
export function saysWhoItIs({ headers }: IncomingMessage): boolean {
  if ((headers.referer ?? '') !== '') return true;
  const agent = headers['user-agent']?.trim() ?? '';
  return agent !== '' && !libraries.test(agent);
}
