import type { Talk } from './child.ts';

type Answers<T extends Talk> = {
  readonly [Name in keyof T]: (asked: T[Name]['asked']) => Promise<T[Name]['told']>;
};

interface Question {
  readonly id: number;
  readonly name: string;
  readonly asked: unknown;
}

/** The JSON argument that the parent gave this process. */
export function readSetup<Setup>(): Setup {
  return JSON.parse(process.argv[2] ?? '{}') as Setup;
}

/** Answers the parent's questions until it is gone. Call it when everything is up. */
export function answerParent<T extends Talk>(answers: Answers<T>, port = 0): void {
  const byName = new Map<string, (asked: unknown) => Promise<unknown>>(Object.entries(answers));
  process.on('message', (message) => void reply(byName, message as Question));
  process.once('disconnect', () => process.exit());
  process.send?.({ port });
}

async function reply(
  byName: ReadonlyMap<string, (asked: unknown) => Promise<unknown>>,
  { id, name, asked }: Question,
): Promise<void> {
  try {
    process.send?.({ id, told: await byName.get(name)?.(asked) });
  } catch (error) {
    process.send?.({ id, failed: error instanceof Error ? (error.stack ?? error.message) : name });
  }
}
