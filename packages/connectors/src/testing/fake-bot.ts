/** The Telegram fake as tests play it: started on the test's own clock, driven by its control port. */
import type { Clock } from '@ponte/clock';
import { startTelegramFake, type TelegramFake } from '@ponte/fakes/start';

export interface BotFault {
  readonly kind: string;
  readonly match?: { readonly method: string };
  readonly count?: number;
  readonly [setting: string]: unknown;
}

export interface FakeBot extends TelegramFake {
  /** Replaces the faults that strike; none heals everything. */
  setFaults(...faults: BotFault[]): Promise<void>;
  act(body: object): Promise<Record<string, unknown>>;
  get(path: 'counters' | 'state' | 'requests'): Promise<Record<string, unknown>>;
  /** The texts that a chat shows, of the bot and of people. */
  texts(chatId?: string): Promise<string[]>;
  reset(): Promise<void>;
}

/** Starts a Bot API whose time is the clock's. */
export async function startFakeBot(clock: Clock): Promise<FakeBot> {
  const fake = await startTelegramFake({ time: { scale: clock.scale, originMs: clock.originMs } });
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${fake.control}/${path}`, init);
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) throw new Error(`/${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const get: FakeBot['get'] = async (path) =>
    (await (await fetch(`${fake.control}/${path}`)).json()) as Record<string, unknown>;
  return {
    ...fake,
    setFaults: async (...faults) => void (await post('faults', faults)),
    act: (body) => post('act', body),
    get,
    texts: async (chatId = fake.chatId) => {
      const { chats } = (await get('state')) as {
        chats: { id: number; messages: { text: string }[] }[];
      };
      const chat = chats.find(({ id }) => String(id) === chatId);
      return (chat?.messages ?? []).map(({ text }) => text);
    },
    reset: async () => void (await post('reset', {})),
  };
}
