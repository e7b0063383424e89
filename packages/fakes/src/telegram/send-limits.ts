/**
 * What the vendor says about sending (Bot FAQ): about one message a second in one chat with short
 * bursts, twenty a minute in one group, about thirty a second in all. Virtual times.
 */
export interface SendLimits {
  /** Seconds to wait, or 0 when the message may go; then it counts. */
  take(chat: { id: number; isGroup: boolean }, nowMs: number): number;
  /** Only measured, never refused: for benchmarks of a client without a limiter. */
  readonly maximum: { chatPerSecond: number; groupPerMinute: number; perSecond: number };
}

const burstInChat = 5;
const perGroupMinute = 20;
const perSecond = 30;

/** Makes limits without any history. */
export function createSendLimits(): SendLimits {
  const chats = new Map<number, number[]>();
  let all: number[] = [];
  const maximum = { chatPerSecond: 0, groupPerMinute: 0, perSecond: 0 };
  return {
    maximum,
    take: ({ id, isGroup }, nowMs) => {
      all = all.filter((at) => at > nowMs - 1_000);
      const own = (chats.get(id) ?? []).filter((at) => at > nowMs - 60_000);
      const wait = findWait({ all, own, isGroup, nowMs });
      if (wait > 0) return wait;
      all.push(nowMs);
      own.push(nowMs);
      chats.set(id, own);
      maximum.perSecond = Math.max(maximum.perSecond, all.length);
      if (isGroup) maximum.groupPerMinute = Math.max(maximum.groupPerMinute, own.length);
      const inSecond = own.filter((at) => at > nowMs - 1_000).length;
      maximum.chatPerSecond = Math.max(maximum.chatPerSecond, inSecond);
      return 0;
    },
  };
}

function findWait(state: {
  all: readonly number[];
  own: readonly number[];
  isGroup: boolean;
  nowMs: number;
}): number {
  const { all, own, isGroup, nowMs } = state;
  if (all.length >= perSecond) return 1;
  if (isGroup && own.length >= perGroupMinute) {
    return ((own[own.length - perGroupMinute] ?? nowMs) + 60_000 - nowMs) / 1_000;
  }
  // One a second in the long run; five may come at once.
  const recent = own.filter((at) => at > nowMs - burstInChat * 1_000);
  return recent.length >= burstInChat
    ? ((recent[0] ?? nowMs) + burstInChat * 1_000 - nowMs) / 1_000
    : 0;
}
