/** The vendor's own npm client on a fake portal: what a customer's programmer would use. */
import { Agent as HttpsAgent } from 'node:https';
import { ApiVersion, B24Hook } from '@bitrix24/b24jssdk';

/**
 * Connects it over TLS, trusting `ca` (PEM) and nothing more, or over plain http. It accepts https
 * addresses only, so for http each request is turned back just before it leaves.
 */
export function connectOfficialSdk(webhookUrl: string, ca?: string): B24Hook {
  const isPlain = webhookUrl.startsWith('http:');
  const sdk = B24Hook.fromWebhookUrl(webhookUrl.replace(/^http:/, 'https:'));
  sdk.offClientSideWarning();
  const { defaults, interceptors } = sdk.getHttpClient(ApiVersion.v2).ajaxClient;
  defaults.proxy = false;
  if (ca !== undefined) defaults.httpsAgent = new HttpsAgent({ ca, keepAlive: true });
  if (isPlain) {
    interceptors.request.use((config) => {
      if (config.url !== undefined) config.url = config.url.replace(/^https:/, 'http:');
      return config;
    });
  }
  return sdk;
}
