import type { ChatRow } from '@ponte/db/chats';
import type { MuteRow } from '@ponte/db/mutes';
import type { AlertsView } from '@ponte/operations/alerts';
import { html, type Html, type HtmlPart } from './html.ts';
import type { View } from './view.ts';
import { inWords, nameOfIntegration, plural } from './words.ts';

export interface AlertsParts {
  readonly chats: readonly ChatRow[];
  readonly alerts: AlertsView;
}

/** Who is told, what people were told of, and what is kept quiet. */
export function renderAlerts(view: View, { chats, alerts }: AlertsParts): Html {
  const open = alerts.groups.filter(({ closedAt }) => closedAt === null);
  return html`<div class="facets">
    <section>
      <h3>Chats</h3>
      ${
        chats.length === 0
          ? html`<p class="quiet">None is on the list: <code>ponte chats add</code></p>`
          : html`<ul class="lines">
              ${chats.map((chat) => renderChat(view, chat))}
            </ul>`
      }
      ${renderMessages(alerts)}
    </section>
    <section>
      <h3>Open troubles</h3>
      ${
        open.length === 0
          ? html`<p class="quiet">None.</p>`
          : html`<ul class="lines">
              ${open.map((group) => renderGroup(view, group, alerts.mutes))}
            </ul>`
      }
      ${renderBroadMutes(view, alerts.mutes)}
    </section>
  </div>`;
}

function renderChat({ times }: View, chat: ChatRow): Html {
  const takes = [
    ...(chat.takesNotices ? ['notices'] : []),
    ...(chat.takesAlerts ? ['alerts'] : []),
    ...(chat.mayAsk ? ['may ask'] : []),
    ...(chat.mayAct ? ['may act'] : []),
  ].join(', ');
  return html`<li>
    <span>${chat.title === '' ? html`<span class="id">${chat.id}</span>` : chat.title}</span>
    ${
      chat.disabledAt === null
        ? html`<span class="quiet">${takes === '' ? 'takes nothing' : takes}</span>`
        : html`<span class="warm">
            disabled ${times.ago(chat.disabledAt)}: ${inWords(chat.disabledReason ?? 'no reason')}
          </span>`
    }
  </li>`;
}

function renderMessages({ messages, waiting }: AlertsView): HtmlPart {
  const unknown = messages.unknown ?? 0;
  return html`<p class="quiet">
    ${plural(messages.sent ?? 0, 'message')}
    sent${unknown > 0 && html`, <span class="warm">${unknown} may not have arrived</span>`}${
      waiting.count > 0 &&
      html`,
        <span class="warm"
          >${plural(waiting.count, 'notice waits', 'notices wait')} for a chat</span
        >`
    }.
  </p>`;
}

function renderGroup(
  view: View,
  { integration, reason, count, waiting, firstAt }: AlertsView['groups'][number],
  mutes: readonly MuteRow[],
): Html {
  const mute = mutes.find(
    (one) =>
      (one.integration === '*' || one.integration === integration) &&
      (one.reason === '*' || one.reason === reason),
  );
  return html`<li>
    <span>
      <strong>${inWords(reason)}</strong>
      <span class="quiet">${nameOfIntegration(integration)}</span>
    </span>
    <span class="quiet">
      ${plural(count, 'time')} since ${view.times.ago(firstAt)}, ${waiting} waiting
      ${mute !== undefined && html`· ${renderMute(view, mute)}`}
    </span>
  </li>`;
}

function renderMute({ times }: View, { until, by }: MuteRow): Html {
  const end = until === null ? 'until it is fixed' : html`heard again ${times.ago(until)}`;
  return html`muted by ${by}, ${end}`;
}

/** Mutes of whole integrations hold also where nothing is wrong now. */
function renderBroadMutes(view: View, mutes: readonly MuteRow[]): HtmlPart {
  return mutes
    .filter(({ reason }) => reason === '*')
    .map(
      (mute) =>
        html`<p class="quiet">
          ${mute.integration === '*' ? 'Everything' : nameOfIntegration(mute.integration)} is
          ${renderMute(view, mute)}: <code>ponte alerts unmute ${mute.integration}</code>
        </p>`,
    );
}
