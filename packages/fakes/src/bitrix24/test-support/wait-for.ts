const longestMs = 180_000;

/** Polls until the condition gives a value; fails with its description when that never happens. */
export async function waitFor<T>(
  description: string,
  condition: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const startMs = Date.now();
  while (Date.now() - startMs < longestMs) {
    const value = await condition();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`Waited in vain: ${description}.`);
}
