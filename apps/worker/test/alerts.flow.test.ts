import { deliverNotices, watchTrouble } from '@ponte/integrations/alerts/jobs';
import { resumeIntegration } from '@ponte/db/pauses';
import type { RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import {
  startAlertsWorld,
  type AlertsWorld,
  type AlertsWorldOptions,
} from './world/start-alerts-world.ts';
import { startWorkerProcess } from './world/worker-process.ts';

const account = 'default';
let world: AlertsWorld;

async function start(options: Partial<AlertsWorldOptions> = {}): Promise<void> {
  world = await startAlertsWorld({ postgresUrl: inject('postgresUrl'), ...options });
}
const startWorking = (): Promise<void> => world.startWorker().ready;
const sentTo = (chatId?: string) => expect.poll(() => world.texts(chatId));
const states = () => expect.poll(() => world.states());

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(`notices, with ${home.name}`, () => {
    let redis: RedisServer | undefined;
    beforeEach(async () => {
      redis = await startQueueHome(home.usesRedis);
      await start(redis === undefined ? {} : { redisUrl: redis.url });
    });
    afterEach(async () => {
      await world.end();
      await redis?.stop();
    });

    test('a notice is told once, however often it is put in and rung', async () => {
      await startWorking();
      for (let time = 0; time < 3; time += 1) await world.tell('invoice:1', 'Invoice 1 <made>');
      await states().toEqual({ sent: 1 });
      await world.tell('invoice:1');
      await world.tell('invoice:2');
      await states().toEqual({ sent: 2 });
      expect(await world.texts()).toEqual(['Invoice 1 <made>', 'About invoice:2']);
      const { rows } = await world.database.pool.query(
        `SELECT state, count(*)::int AS count FROM write_intent GROUP BY state`,
      );
      expect(rows).toEqual([{ state: 'applied', count: 2 }]);
    });

    test('a Telegram that is down costs nothing but time', async () => {
      await world.fault({ kind: 'error-502' });
      await startWorking();
      for (const key of ['a', 'b', 'c']) await world.tell(key);
      await expect
        .poll(async () => (await world.counters()).requestsByMethod['getMe'])
        .toBeGreaterThan(2);
      expect(Object.keys(await world.states())).toEqual(['due']);
      await world.fault();
      await states().toEqual({ sent: 3 });
      expect(await world.texts()).toEqual(['About a', 'About b', 'About c']);
      expect(await world.held()).toEqual([]);
    });

    test('a message whose answer is lost is not sent again, and a person is asked', async () => {
      await world.fault({ kind: 'lost-answer', match: { method: 'sendMessage' }, count: 1 });
      await startWorking();
      await world.tell('a');
      await states().toEqual({ unknown: 1 });
      await world.tell('b');
      await states().toEqual({ unknown: 1, sent: 1 });
      expect(await world.texts()).toEqual(['About a', 'About b']);
      expect(await world.held()).toMatchObject([{ kind: 'message', reason: 'maybe-sent' }]);
    });

    test('a worker that dies in the middle of a message leaves it for a person, and the rest is told', async () => {
      await world.fault({
        kind: 'delay',
        ms: 3_600_000,
        match: { method: 'sendMessage' },
        count: 1,
      });
      const first = startWorkerProcess(world.workerEnv);
      await first.ready;
      await world.tell('a');
      await sentTo().toEqual(['About a']);
      await first.kill();
      await startWorking();
      await world.tell('b');
      await states().toEqual({ sending: 1, sent: 1 });
      await world.database.pool.query(
        `UPDATE message_due SET claimed_at = claimed_at - interval '1 hour'`,
      );
      await world.ringer.ring(deliverNotices, { account });
      await states().toEqual({ unknown: 1, sent: 1 });
      expect(await world.texts()).toEqual(['About a', 'About b']);
      expect(await world.held()).toMatchObject([{ reason: 'maybe-sent' }]);
    });

    test('retry_after keeps that chat quiet, no worker, and loses nothing', async () => {
      await world.fault({
        ...{ kind: 'too-many-requests', count: 1, retryAfter: 120 },
        match: { method: 'sendMessage' },
      });
      await startWorking();
      const before = world.clock.nowMs();
      await world.tell('a');
      await states().toEqual({ due: 1 });
      await states().toEqual({ sent: 1 });
      expect(world.clock.nowMs() - before).toBeGreaterThanOrEqual(120_000);
      const { requestsByMethod } = await world.counters();
      expect(requestsByMethod['sendMessage']).toBe(2);
    });
  });
}

describe('chats', () => {
  afterEach(() => world.end());

  test('a chat that is gone is disabled and said, and the others are told', async () => {
    await start();
    await startWorking();
    await world.database.prisma.chat.create({ data: { account, id: '1001', addedBy: 'test' } });
    await world.act({ do: 'kick-bot', chat: Number(world.telegram.chatId) });
    await world.tell('a');
    await world.tell('b');
    await sentTo('1001').toEqual(['About a', 'About b']);
    await states().toMatchObject({ sent: 2 });
    const { rows } = await world.database.pool.query(
      'SELECT id, disabled_reason FROM chat WHERE disabled_at IS NOT NULL',
    );
    expect(rows).toEqual([{ id: world.telegram.chatId, disabled_reason: 'chat-kicked' }]);
    expect(await world.held()).toMatchObject([{ kind: 'chat', reason: 'chat-gone' }]);
  });

  test('a group that became a supergroup is followed', async () => {
    await start();
    await startWorking();
    await world.act({ do: 'migrate', chat: Number(world.telegram.chatId), to: -1004001 });
    await world.tell('a');
    await sentTo('-1004001').toEqual(['About a']);
    await world.tell('b');
    await sentTo('-1004001').toEqual(['About a', 'About b']);
  });

  test('without a chat notices are kept, and told once there is one', async () => {
    await start({ hasChat: false });
    await startWorking();
    await world.tell('a');
    await expect
      .poll(
        async () =>
          (await world.database.prisma.run.findMany({ where: { job: deliverNotices.name } }))
            .length,
      )
      .toBeGreaterThan(0);
    expect(await world.states()).toEqual({});
    await world.database.prisma.chat.create({ data: { account, id: '1001', addedBy: 'test' } });
    await sentTo('1001').toEqual(['About a']);
  });

  test('a wrong token pauses alerts, keeps what is to be told, and is never shown', async () => {
    const botToken = '7000000001:AAcanary_canary_canary_canary_cana';
    await start({ botToken });
    await startWorking();
    await world.tell('a');
    await expect
      .poll(() => world.database.prisma.pause.findMany())
      .toMatchObject([{ integration: 'alerts', by: 'ponte' }]);
    expect(await world.states()).toEqual({ due: 1 });
    const runs = await world.database.prisma.run.findMany();
    const told = `${JSON.stringify(runs)}${world.logLines.join('')}`;
    expect(told).toContain('@BotFather');
    expect(told).not.toContain('canary');
    await resumeIntegration(world.database.pool, 'alerts');
    expect(await world.states()).toEqual({ due: 1 });
  });
});

describe('questions', () => {
  afterEach(() => world.end());

  test('/status is answered in a chat that may ask, and a stranger is told nothing', async () => {
    await start();
    await startWorking();
    await world.tell('a');
    await sentTo().toEqual(['About a']);
    await world.act({ do: 'write', chat: Number(world.telegram.chatId), text: '/status' });
    await world.act({ do: 'write', chat: 1001, text: '/status' });
    await expect
      .poll(async () => (await world.texts()).filter((text) => !text.startsWith('/')))
      .toHaveLength(3);
    const [, ...answers] = (await world.texts()).filter((text) => !text.startsWith('/'));
    expect(answers.join('\n')).toContain('🟢 bitrix24-deals · no data yet');
    expect(answers.join('\n')).toMatch(/🟢 alerts · data as of \d\d:\d\d/);
    expect(answers.join('\n')).toContain('🟢 Telegram: answers; The bot is @ponte_sandbox_bot.');
    expect(answers.join('\n')).toContain('Chat 1001 (Aigerim) asked and was told nothing');
    expect(await world.texts('1001')).toEqual(['/status']);
  });
});

describe('buttons', () => {
  afterEach(() => world.end());

  const group = (): number => Number(world.telegram.chatId);
  const hold = (key: string): Promise<unknown> =>
    world.database.pool.query(
      `INSERT INTO held (integration, account, kind, key, reason, detail)
       VALUES ('onec-bitrix24', 'default', 'invoice', $1, 'bin-missing', 'No BIN.')`,
      [key],
    );
  const press = (text: string, chat = group()): Promise<void> =>
    world.act({ do: 'press-button', chat, text, from: 1001 });
  const answers = async (): Promise<(string | undefined)[]> =>
    (await world.queries()).map(({ answer }) => answer?.text);
  const audited = async (): Promise<string[]> => {
    const rows = await world.database.prisma.audit.findMany({ orderBy: { id: 'asc' } });
    return rows.map(({ action, actor }) => `${action} ${actor}`);
  };
  const texts = () => expect.poll(async () => (await world.texts()).join('\n'));

  test('an alert is muted for an hour by its button, once, and says by whom', async () => {
    await start({ publicUrl: 'https://bridge.example/ponte' });
    await startWorking();
    await hold('1');
    await texts().toContain('🔴 Alert · onec-bitrix24: bin-missing');
    expect(await world.buttons()).toEqual([
      '🔕 Mute 1 h',
      '▶️ Release all',
      'https://bridge.example/ponte/held?integration=onec-bitrix24&reason=bin-missing',
    ]);
    const pressedAt = world.clock.nowMs();
    await press('Mute');
    await expect.poll(answers).toEqual([expect.stringMatching(/^Muted until /)]);
    await texts().toContain('Person 1001: onec-bitrix24, bin-missing');
    const [mute] = await world.database.prisma.mute.findMany();
    expect(mute).toMatchObject({ integration: 'onec-bitrix24', reason: 'bin-missing' });
    expect(mute?.until?.getTime()).toBeGreaterThanOrEqual(pressedAt + 3_600_000);
    await press('Mute');
    await expect.poll(answers).toContainEqual(expect.stringMatching(/^Muted already, until /));
    expect(await audited()).toEqual(['alerts.muted telegram:1001']);
  });

  test('all that is held for one reason is released by a button, and a second press finds nothing', async () => {
    await start();
    await startWorking();
    await hold('1');
    await texts().toContain('bin-missing');
    await hold('2');
    await press('Release');
    await texts().toContain('2 released; the work goes on.');
    const { rows } = await world.database.pool.query(
      'SELECT key, released_by FROM held WHERE released_at IS NOT NULL ORDER BY key',
    );
    expect(rows).toEqual(['1', '2'].map((key) => ({ key, released_by: 'telegram:1001' })));
    await press('Release');
    await expect.poll(async () => (await answers())[1]).toMatch(/^(?:Nothing is held|It is over)/);
    expect(await audited()).toEqual(['held.released telegram:1001']);
  });

  test('what waits for a vendor is tried again by a button instead of later', async () => {
    await start({ withPortal: true, timeScale: 120 });
    const control = world.portal?.control ?? '';
    const portalFault = (...faults: object[]): Promise<Response> =>
      fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(faults) });
    await portalFault({ kind: 'error-502' });
    await startWorking();
    await world.mark('3');
    await texts().toContain('🔴 Alert · bitrix24-deals: unavailable');
    const retried = async (): Promise<number> =>
      (await audited()).filter((line) => line === 'run.retried telegram:1001').length;
    const given = async () => (await answers()).filter((text) => text !== undefined);
    const pressAndHear = async (): Promise<string | undefined> => {
      const { length } = await given();
      await press('Retry');
      await vi.waitUntil(async () => (await given()).length > length, { timeout: 180_000 });
      return (await given()).at(-1);
    };
    // A press while the job is under way finds nothing that waits.
    await expect
      .poll(async () => {
        await pressAndHear();
        return retried();
      })
      .toBe(1);
    await portalFault();
    await pressAndHear();
    await texts().toContain('🟢 Over · bitrix24-deals: unavailable');
    expect(await pressAndHear()).toContain('It is over already');
  });

  test('a chat whose members may not act changes nothing', async () => {
    await start();
    await startWorking();
    await hold('1');
    await texts().toContain('bin-missing');
    await world.database.prisma.chat.updateMany({ data: { mayAct: false } });
    await press('Release');
    await expect.poll(answers).toEqual(['This chat may not do that.']);
    expect(await audited()).toEqual([]);
    expect(await world.held()).toHaveLength(1);
  });
});

test('no chat id is in a log line, in a run or in a payload', async () => {
  await start();
  try {
    await startWorking();
    const stranger = 987_654_321;
    await world.act({ do: 'add-chat', chat: stranger, type: 'private', title: 'Ivan' });
    await world.act({ do: 'write', chat: stranger, text: '/status' });
    await sentTo().toContainEqual(expect.stringContaining(`Chat ${stranger} (Ivan) asked`));
    await world.act({ do: 'write', chat: stranger, text: '/status' });
    await world.act({ do: 'migrate', chat: Number(world.telegram.chatId), to: -100_987_654_322 });
    await world.tell('a');
    await sentTo('-100987654322').toEqual(['About a']);
    await world.act({ do: 'kick-bot', chat: -100_987_654_322 });
    await world.tell('b');
    await expect.poll(() => world.held()).toMatchObject([{ reason: 'chat-gone' }]);
    const runs = await world.database.prisma.run.findMany();
    expect(runs.flatMap(({ keys }) => keys)).toContainEqual(
      expect.stringMatching(/^stranger:[0-9a-f]{16}$/),
    );
    const told = `${JSON.stringify(runs)}${world.logLines.join('')}`;
    expect(told).not.toContain('987654321');
    expect(told).not.toContain('987654322');
  } finally {
    await world.end();
  }
});

describe('alerts', () => {
  afterEach(() => world.end());

  const heads = async (): Promise<string[]> =>
    (await world.texts()).map((text) => text.split('\n')[0] ?? '');

  test('forty minutes without a vendor are one alert, one digest and one recovery', async () => {
    await start({ withPortal: true });
    const control = world.portal?.control ?? '';
    const portalFault = (faults: object[]): Promise<Response> =>
      fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(faults) });
    await portalFault([{ kind: 'error-502' }]);
    const beganAt = world.clock.nowMs();
    await startWorking();
    await world.mark('3');
    await expect.poll(() => world.clock.nowMs() - beganAt).toBeGreaterThan(2_400_000);
    // Told late where the worker started late.
    await expect.poll(heads).toHaveLength(2);
    await portalFault([]);
    await expect.poll(heads).toHaveLength(3);
    expect(await heads()).toEqual([
      '🔴 Alert · bitrix24-deals: unavailable',
      '🟠 Still · bitrix24-deals: unavailable',
      '🟢 Over · bitrix24-deals: unavailable',
    ]);
  });

  test('records that wait for a person are told once per reason, and when none waits', async () => {
    await start();
    await startWorking();
    const hold = (key: string): Promise<unknown> =>
      world.database.pool.query(
        `INSERT INTO held (integration, account, kind, key, reason, detail)
         VALUES ('onec-bitrix24', 'default', 'deal', $1, 'bin-missing', 'No BIN.')`,
        [key],
      );
    await hold('1');
    await expect.poll(heads).toEqual(['🔴 Alert · onec-bitrix24: bin-missing']);
    for (const key of ['2', '3', '4']) await hold(key);
    await world.ringer.ring(watchTrouble, { account });
    await world.database.pool.query('UPDATE held SET released_at = now()');
    await expect
      .poll(heads)
      .toEqual(['🔴 Alert · onec-bitrix24: bin-missing', '🟢 Over · onec-bitrix24: bin-missing']);
  });

  test('what is muted is kept quiet', async () => {
    await start();
    await world.database.prisma.mute.create({
      data: { account, integration: 'onec-bitrix24', by: 'test', since: world.clock.now() },
    });
    await startWorking();
    await world.addRun({ state: 'failed', reason: 'rejected' });
    await world.addRun({ state: 'failed', reason: 'rejected', job: 'bling-shop.push' });
    await expect.poll(heads).toEqual(['🔴 Alert · bling-shop: rejected']);
  });
});
