import type { MessageButton } from '@ponte/connectors/telegram';
import type { NewsKind } from './error-group.ts';

/** What a button under an alert does with the whole group. */
export type GroupAction = 'mute' | 'retry' | 'release';

export interface ButtonGroup {
  readonly id: string;
  readonly source: 'run' | 'held';
  readonly integration: string;
  readonly reason: string;
}

/** Reasons whose release is a decision about each record: a person looks at them, on the page. */
const LOOK_FIRST: readonly string[] = [
  ...['guard-rail', 'number-foreign', 'document-gone', 'payment-unknown'],
  ...['deal-changed', 'deal-reopened', 'deal-deleted'],
];

/** The buttons under an alert or a digest, row by row; none under a recovery. */
export function toAlertButtons(
  kind: NewsKind,
  group: ButtonGroup,
  publicUrl: string | undefined,
): MessageButton[][] {
  if (kind === 'recovery') return [];
  const open = toOpenUrl(group, publicUrl);
  return [
    [{ text: '🔕 Mute 1 h', data: toData('mute', group) }, ...toWorkButton(group)],
    ...(open === undefined ? [] : [[{ text: '↗ Open', url: open }]]),
  ];
}

function toWorkButton(group: ButtonGroup): MessageButton[] {
  if (group.source === 'run') return [{ text: '🔁 Retry all', data: toData('retry', group) }];
  if (LOOK_FIRST.includes(group.reason)) return [];
  return [{ text: '▶️ Release all', data: toData('release', group) }];
}

function toData(action: GroupAction, { id }: ButtonGroup): string {
  return `${action}:${id}`;
}

/** The buttons that a chat is shown: without those that its members may not press. */
export function toShownButtons(
  buttons: readonly (readonly MessageButton[])[] | undefined,
  mayAct: boolean,
): MessageButton[][] {
  return (buttons ?? [])
    .map((row) => row.filter((button) => mayAct || 'url' in button))
    .filter((row) => row.length > 0);
}

/** What a pressed button wants; undefined for data that no button of ours carries. */
export function readButton(data: string): { action: GroupAction; groupId: string } | undefined {
  const [, action, groupId] = /^(mute|retry|release):(\d{1,18})$/.exec(data) ?? [];
  if (action === undefined || groupId === undefined) return undefined;
  return { action: action as GroupAction, groupId };
}

/** The page about the group; undefined where Telegram would refuse the whole message for it. */
function toOpenUrl(
  { source, integration, reason }: ButtonGroup,
  publicUrl: string | undefined,
): string | undefined {
  const base = publicUrl === undefined ? null : URL.parse(publicUrl);
  const isWeb = base !== null && /^https?:$/.test(base.protocol);
  // A host without a dot, like localhost, is no address to Telegram.
  if (!isWeb || !/[.:]/.test(base.hostname)) return undefined;
  const path = base.pathname.replace(/\/+$/, '');
  const query = new URLSearchParams(source === 'held' ? { integration, reason } : { integration });
  return `${base.origin}${path}/${source === 'held' ? 'held' : 'runs'}?${query.toString()}`;
}
