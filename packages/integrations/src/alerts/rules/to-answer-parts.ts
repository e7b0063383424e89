import { BOT_COMMANDS, type Stranger } from './decide-answers.ts';
import { toTime } from './to-alert-parts.ts';
import type { NoticeParts } from './to-message-html.ts';

/** How one vendor account answered when it was asked. */
export interface CheckFact {
  /** As people call the vendor. */
  readonly vendor: string;
  readonly state: 'ok' | 'problem' | 'silent';
  readonly text: string;
}

const CHECK_SIGNS = { ok: '🟢', problem: '🔴', silent: '🟠' } as const;

export interface HouseFacts {
  readonly now: Date;
  readonly zone: string;
  readonly integrations: readonly {
    readonly slug: string;
    /** Everything that reached Ponte before is worked; null: nothing ever came. */
    readonly freshAsOf: Date | null;
  }[];
  /** How the vendor accounts answered just now. */
  readonly checks: readonly CheckFact[];
  readonly pauses: readonly { readonly integration: string; readonly reason: string }[];
  readonly troubles: readonly {
    readonly source: 'run' | 'held';
    readonly integration: string;
    /** As people read it. */
    readonly reason: string;
    readonly waiting: number;
    readonly firstAt: Date;
  }[];
  /** Messages that may have arrived and wait for a person. */
  readonly unknown: number;
}

/** How every integration stands, one line or a few each. */
export function toStatusParts(facts: HouseFacts): NoticeParts {
  const { now, zone } = facts;
  const lines = [
    ...facts.integrations.flatMap((one) => describe(one, facts)),
    ...facts.checks.map(({ vendor, state, text }) => `${CHECK_SIGNS[state]} ${vendor}: ${text}`),
  ];
  const isFine = lines.every((line) => line.startsWith('🟢'));
  return {
    title: `${isFine ? '🟢 All is well' : '🟠 Something needs attention'} · ${toTime(now, zone, now)}`,
    lines: [
      ...lines,
      ...(facts.unknown > 0
        ? [`🟠 alerts: ${facts.unknown} messages may not have arrived (ponte alerts list)`]
        : []),
    ],
  };
}

function describe(
  { slug, freshAsOf }: HouseFacts['integrations'][number],
  { now, zone, pauses, troubles }: HouseFacts,
): string[] {
  const fresh = freshAsOf === null ? 'no data yet' : `data as of ${toTime(freshAsOf, zone, now)}`;
  const pause = pauses.find(({ integration }) => integration === slug);
  const own = troubles.filter(({ integration, waiting }) => integration === slug && waiting > 0);
  const told = own.map(({ source, reason, waiting, firstAt }) =>
    source === 'held'
      ? `🟠 ${slug}: ${waiting} held, ${reason}`
      : `🔴 ${slug}: ${reason} since ${toTime(firstAt, zone, now)}, ${waiting} waiting`,
  );
  if (pause !== undefined) return [`⏸ ${slug}: paused (${pause.reason}) · ${fresh}`, ...told];
  const [first = `🟢 ${slug}`, ...others] = told;
  return [`${first} · ${fresh}`, ...others];
}

/** What the bot can do. */
export function toHelpParts(): NoticeParts {
  return {
    title: 'Ponte',
    lines: BOT_COMMANDS.map(({ command, description }) => `/${command} – ${description}`),
  };
}

/** Tells the chats that take alerts that somebody else asked. */
export function toStrangerParts({ chatId, title }: Stranger): NoticeParts {
  return {
    title: `🟠 Chat ${chatId}${title === '' ? '' : ` (${title})`} asked and was told nothing`,
    lines: [`If it is one of yours: ponte chats add ${chatId}`],
  };
}
