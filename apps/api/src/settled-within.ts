/**
 * True when `work` was done within so many real milliseconds; false: it goes on alone, and how it
 * ends concerns nobody. Rejects when the work fails in time.
 */
export async function settledWithin(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
