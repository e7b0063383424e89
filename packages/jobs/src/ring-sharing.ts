export interface RingSharing<T> {
  share(key: string, ring: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
}

interface Line<T> {
  current: Promise<T>;
  next: { ring: () => Promise<T>; outcome: Promise<T> } | undefined;
}

/**
 * At most one ring per key is on its way and one waits behind it, however many ask; the one that
 * waits takes the newest caller's place. A caller never joins a ring that was sent before its own
 * row was committed: it joins the one that follows.
 */
export function createRingSharing<T>(): RingSharing<T> {
  const lines = new Map<string, Line<T>>();
  const start = (key: string, ring: () => Promise<T>): Promise<T> => {
    const current = ring();
    const line: Line<T> = { current, next: undefined };
    lines.set(key, line);
    const leave = (): void => {
      if (lines.get(key) === line && line.next === undefined) lines.delete(key);
    };
    current.then(leave, leave);
    return current;
  };
  const follow = async (key: string, line: Line<T>, first: () => Promise<T>): Promise<T> => {
    await settled(line.current);
    return start(key, line.next?.ring ?? first);
  };
  return {
    share: (key, ring) => {
      const line = lines.get(key);
      if (line === undefined) return start(key, ring);
      line.next ??= { ring, outcome: follow(key, line, ring) };
      line.next.ring = ring;
      return line.next.outcome;
    },
    settle: async () => {
      while (lines.size > 0) {
        const all = [...lines.values()].map((line) => line.next?.outcome ?? line.current);
        await Promise.all(all.map(settled));
      }
    },
  };
}

async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // Its own caller hears of it; here only the end matters.
  }
}
