import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const longestWaitMs = 15_000;

/** How a handler answered; status 0 with an error when it did not. */
export interface PostOutcome {
  readonly status: number;
  readonly error: string | null;
}

/** Posts a body to a handler; self-signed certificates are fine here. Never rejects. */
export function postForm(url: string, body: string, contentType: string): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ status: 0, error: error.message });
    const options = {
      method: 'POST',
      rejectUnauthorized: false,
      timeout: longestWaitMs,
      headers: {
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Bitrix24 Webhook Engine',
      },
    };
    try {
      const send = url.startsWith('https:') ? httpsRequest : httpRequest;
      const request = send(url, options, (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, error: null }));
        response.on('error', fail);
      });
      request.on('timeout', () =>
        request.destroy(new Error('The handler did not answer in time.')),
      );
      request.on('error', fail);
      request.end(body);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
