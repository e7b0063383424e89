import pc from 'picocolors';
import { watchLaunchers } from '@ponte/fakes/watch-launchers';
import { startCluster, type Cluster } from './cluster/start-cluster.ts';
import { demoHelp, parseDemoOptions, type DemoOptions } from './options.ts';
import { playAlertsDay } from './play/alerts.ts';
import { playDealsDay } from './play/bitrix24-deals.ts';
import { showBoard } from './play/board-screen.ts';
import { openControl } from './play/control.ts';
import { isEndState } from './play/day.ts';
import { openDesk } from './play/desk.ts';
import { playBoardDay } from './play/isales-fieldcontrol.ts';
import { playExchangeDay } from './play/onec-bitrix24.ts';
import { openPortalScreen } from './play/portal.ts';
import { createProgressScreen } from './progress-screen.ts';
import { toJsonLine, toSummaryTable, type Summaries } from './summary.ts';

// Exit codes: 0 every integration reached its end state, 1 one did not or a part failed, 2 wrong arguments.
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function readOptions(): DemoOptions {
  try {
    return parseDemoOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${demoHelp}`);
    process.exit(2);
  }
}

async function play(cluster: Cluster, seed: number): Promise<Summaries> {
  const desk = openDesk(cluster.databaseUrl);
  try {
    const screen = openPortalScreen(cluster.fakes.vendors.bitrix24.control);
    const webhookUrl = `${cluster.url}/webhook/bitrix24`;
    const shown = createProgressScreen();
    const playPortalDays = async () => {
      shown.say(pc.bold('\nbitrix24-deals: the portal’s day'));
      const deals = await playDealsDay({ screen, desk, webhookUrl, seed, progress: shown.open() });
      shown.say(pc.bold('\nonec-bitrix24: invoices, stock and products'));
      const exchange = await playExchangeDay({
        portal: openControl(cluster.fakes.vendors.bitrix24.control),
        base: openControl(cluster.fakes.vendors.onec.control),
        ...{ desk, seed, progress: shown.open() },
      });
      return { deals, exchange };
    };
    shown.say(pc.bold('\nisales-fieldcontrol: the board’s day, beside the next two'));
    const { isales, fieldcontrol, geo } = cluster.fakes.vendors;
    // FieldControl takes one request a second; nothing else waits for it.
    const [board, { deals, exchange }] = await Promise.all([
      playBoardDay({
        ...{ isales: openControl(isales.control), field: openControl(fieldcontrol.control) },
        ...{ geo: openControl(geo.control), desk, seed, progress: shown.open() },
        webhookUrl: `${cluster.url}/webhook/fieldcontrol`,
      }),
      playPortalDays(),
    ]);
    shown.say(await showBoard(desk));
    shown.say(pc.bold('\nalerts: people are told'));
    const { control } = cluster.fakes.vendors.telegram;
    const alerts = await playAlertsDay({ control, desk, seed, progress: shown.open() });
    return {
      'bitrix24-deals': deals,
      'onec-bitrix24': exchange,
      'isales-fieldcontrol': board,
      alerts,
    };
  } finally {
    await desk.close();
  }
}

function toUrls(cluster: Cluster): Record<string, string> {
  const { url, setupUrl, fakes } = cluster;
  return {
    status: `${url}/`,
    ...(setupUrl === undefined ? {} : { firstLogin: setupUrl }),
    board: `${url}/admin/queues`,
    docs: `${url}/docs`,
    metrics: `${url}/metrics`,
    bitrix24Control: fakes.vendors.bitrix24.control,
    onecControl: fakes.vendors.onec.control,
    isalesControl: fakes.vendors.isales.control,
    fieldcontrolControl: fakes.vendors.fieldcontrol.control,
    geoControl: fakes.vendors.geo.control,
    telegramControl: fakes.vendors.telegram.control,
  };
}

function showUrls(urls: Readonly<Record<string, string>>): void {
  say(pc.bold('\nOpen:'));
  for (const [name, url] of Object.entries(urls)) say(`  ${name.padEnd(16)} ${url}`);
}

async function run(options: DemoOptions): Promise<number> {
  say(pc.bold('Ponte: everything on this machine'));
  const onStep = (step: string): void => say(`  starting ${step}`);
  const cluster = await startCluster({ seed: options.seed, port: options.port, onStep });
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => resolve('interrupted'));
    }
    watchLaunchers(() => resolve('interrupted'));
  });
  try {
    const broken = cluster.broken.then((sentence) => {
      throw new Error(sentence);
    });
    broken.catch((error: unknown) => error);
    const played = await Promise.race([play(cluster, options.seed), broken, interrupted]);
    if (played === 'interrupted') return 130;
    const urls = toUrls(cluster);
    say(`\n${toSummaryTable(played)}`);
    showUrls(urls);
    if (options.isJson) process.stdout.write(`${toJsonLine(played, urls)}\n`);
    if (!options.exits) {
      say(`\nLogs: ${cluster.logFolder}\nEverything stays up until Ctrl-C.`);
      await Promise.race([interrupted, broken]);
    }
    return Object.values(played).every(isEndState) ? 0 : 1;
  } finally {
    await cluster.stop();
  }
}

const options = readOptions();
if (options.isHelp) {
  process.stdout.write(`${demoHelp}\n`);
} else {
  try {
    process.exitCode = await run(options);
  } catch (error) {
    say(pc.red(error instanceof Error ? error.message : String(error)));
    process.exitCode = 1;
  }
}
