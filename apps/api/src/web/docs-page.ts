import type { Addresses } from '../addresses.ts';
import { listProblemCodes } from '../http/problems.ts';
import { html } from './html.ts';

/** Swagger UI, and below it every problem code under the address that problem documents name. */
export function renderDocsPage({ prefix }: Addresses): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Ponte</title>
        <link rel="icon" type="image/svg+xml" href="${prefix}/assets/icon.svg" />
        <link rel="stylesheet" href="${prefix}/docs/swagger-ui.css" />
        <link rel="stylesheet" href="${prefix}/docs/docs.css" />
        <script src="${prefix}/docs/swagger-ui-bundle.js" defer></script>
        <script src="${prefix}/docs/start.js" data-openapi="${prefix}/openapi.json" defer></script>
      </head>
      <body>
        <div id="swagger"></div>
        <section class="problems">
          <h2>Problems</h2>
          <p>
            Every error is an RFC 9457 document; its <code>type</code> leads here. Webhooks are
            posted to <code>${prefix}/webhook/&lt;vendor&gt;[/&lt;account&gt;]</code>.
          </p>
          <dl>
            ${listProblemCodes().map(
              ({ code, status, title, detail }) =>
                html`<dt id="${code}"><code>${code}</code> <span>${status}</span></dt>
                  <dd>${title}. ${detail}</dd>`,
            )}
          </dl>
        </section>
      </body>
    </html>`.text;
}
