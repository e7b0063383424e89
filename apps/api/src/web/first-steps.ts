import { html, type Html } from './html.ts';

/** What a person does so that an integration has its first run. */
const FIRST_STEPS: Readonly<Record<string, (webhookBase: string) => Html>> = {
  'bitrix24-deals': (webhookBase) =>
    html`In Bitrix24 open <em>Developer resources → Other → Outgoing webhook</em>, choose the deal
      events, enter <code>${webhookBase}/webhook/bitrix24</code> as the address and give its code to
      Ponte as <code>BITRIX24_APPLICATION_TOKEN</code>. The first changed deal shows up here.`,
  'onec-bitrix24': () =>
    html`Publish the base of 1C and give Ponte <code>ONEC_BASE_URL</code>,
      <code>ONEC_USERNAME</code> and <code>ONEC_PASSWORD</code>; then
      <code>npm run ponte -- sync products</code> reads both catalogues. The first deal that is sold
      and paid as configured gets its invoice.`,
  'isales-fieldcontrol': (webhookBase) =>
    html`Give Ponte <code>ISALES_API_TOKEN</code>, <code>ISALES_FUNIL_ID</code> and
      <code>FIELDCONTROL_API_KEY</code>; then
      <code>npm run ponte -- fieldcontrol poll --dry-run</code> says which cards would move. The
      board is read every five minutes. What planners do comes back sooner when FieldControl sends
      its webhooks to <code>${webhookBase}/webhook/fieldcontrol</code>.`,
  alerts: () =>
    html`Make a bot with @BotFather, give its token to Ponte as <code>TELEGRAM_BOT_TOKEN</code> and
      the chat as <code>TELEGRAM_CHAT_ID</code>. What waits for a person is then told there.`,
};

/** Shown instead of runs while there are none. */
export function renderFirstSteps(slug: string, webhookBase: string): Html {
  const steps = FIRST_STEPS[slug]?.(webhookBase);
  return html`<div class="empty">
    <p><strong>Nothing has run yet.</strong></p>
    ${steps !== undefined && html`<p class="quiet">${steps}</p>`}
  </div>`;
}
