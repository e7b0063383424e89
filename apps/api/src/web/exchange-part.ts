import { describeStockSync, type StockSync } from '@ponte/operations/sync-onec';
import type { ExchangeView } from '@ponte/operations/read-exchange';
import { renderFigures } from './figures-list.ts';
import { html, type Html } from './html.ts';
import type { View } from './view.ts';
import { inWords, plural } from './words.ts';

/** Stock, invoices and products of the exchange with 1C, side by side. */
export function renderExchange(view: View, exchange: ExchangeView): Html {
  return html`<div class="facets">
    ${renderStock(view, exchange.stock)} ${renderInvoices(view, exchange.invoices)}
    ${renderProducts(exchange.products)}
  </div>`;
}

function renderStock({ times, addresses: { prefix } }: View, stock: StockSync | null): Html {
  if (stock === null) {
    return html`<section>
      <h3>Stock</h3>
      <p class="quiet">
        Not exchanged yet. It goes every night, or now: <code>ponte sync stock</code>
      </p>
    </section>`;
  }
  const held = html`<p>
    <a class="warm" href="${prefix}/held?integration=onec-bitrix24"
      >Held: ${inWords(stock.reason ?? 'it waits for a person')}</a
    >
  </p>`;
  return html`<section>
    <h3>Stock</h3>
    <p>Last run ${times.ago(stock.at)}</p>
    ${renderFigures([
      ['Figures of 1C', stock.rows],
      ['Differed', stock.changed],
      [stock.outcome === 'held' ? 'Would be zero' : 'Set to zero', stock.zeroed],
    ])}
    ${stock.outcome === 'held' ? held : html`<p class="quiet">${describeStockSync(stock)}</p>`}
  </section>`;
}

function renderInvoices(
  { addresses: { prefix } }: View,
  { postedInDay, held }: ExchangeView['invoices'],
): Html {
  return html`<section>
    <h3>Invoices</h3>
    ${renderFigures([
      ['Posted in 24 hours', postedInDay],
      ['Held', held],
    ])}
    ${
      held > 0 &&
      html`<p>
        <a class="warm" href="${prefix}/held?integration=onec-bitrix24"
          >${plural(held, 'deal waits', 'deals wait')} for you</a
        >
      </p>`
    }
  </section>`;
}

function renderProducts({ linked, suggested, open }: ExchangeView['products']): Html {
  return html`<section>
    <h3>Products</h3>
    ${renderFigures([
      ['Linked', linked],
      ['Suggested', suggested],
      ['Open', open],
    ])}
    ${
      suggested + open > 0 &&
      html`<p class="quiet">
        Look at them: <code>ponte map list --state suggested</code>, or as a file:
        <code>ponte map export</code>
      </p>`
    }
  </section>`;
}
