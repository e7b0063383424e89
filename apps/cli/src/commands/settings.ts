import type { Command } from 'commander';
import {
  findSetting,
  listSettings,
  removeSetting,
  setSetting,
  type SettingRow,
} from '@ponte/db/settings';
import { settingSpecs, type SettingSpec } from '@ponte/integrations/settings';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderTable } from '../output/table.ts';
import { getSpec, parseSettingValue } from '../setting-value.ts';
import type { Shell } from '../shell.ts';

interface Place {
  integration: string;
  key: string;
}

type PlaceArguments = [slug: string, key: string];

export function addSettingsCommand(program: Command, shell: Shell): void {
  const settings = program.command('settings').description('business settings, kept as rows');
  settings
    .command('list')
    .description('every setting with its value and purpose')
    .argument('[slug]', 'only this integration')
    .action((slug: string | undefined, _options: object, self: Command) =>
      shell.run(self, (desk) => showAll(desk, slug)),
    );
  settings
    .command('get')
    .description('the value in force, as JSON')
    .argument('<slug>', 'the integration')
    .argument('<key>', 'the setting')
    .action((...[integration, key, , self]: [...PlaceArguments, object, Command]) =>
      shell.run(self, (desk) => showOne(desk, { integration, key })),
    );
  const set = settings
    .command('set')
    .description('change a value; it is checked first and the change is audited')
    .argument('<slug>', 'the integration')
    .argument('<key>', 'the setting')
    .argument('<value>', 'the new value as JSON')
    .addHelpText(
      'after',
      `\nExample:\n  ponte settings set bitrix24-deals ignoredEvents '["ONCRMLEADADD"]'`,
    );
  type SetArguments = [...PlaceArguments, value: string, WritingOptions, Command];
  addWritingOptions(set).action((...[integration, key, value, options, self]: SetArguments) =>
    shell.run(self, (desk) => change(desk, { integration, key, value, ...options })),
  );
  const unset = settings
    .command('unset')
    .description('remove a value, so that the default holds again')
    .argument('<slug>', 'the integration')
    .argument('<key>', 'the setting');
  type UnsetArguments = [...PlaceArguments, WritingOptions, Command];
  addWritingOptions(unset).action((...[integration, key, options, self]: UnsetArguments) =>
    shell.run(self, (desk) => unsetOne(desk, { integration, key, ...options })),
  );
}

async function showAll({ screen, database, times }: Desk, slug: string | undefined): Promise<void> {
  const specs = Object.entries(settingSpecs).filter(
    ([name]) => slug === undefined || name === slug,
  );
  if (specs.length === 0) {
    const known = Object.keys(settingSpecs).join(', ');
    throw new CommandFailed(
      EXIT.notFound,
      `There is no integration "${slug ?? ''}" with settings. There are: ${known}.`,
    );
  }
  const stored = await listSettings(database.pool, slug);
  const settings = specs.flatMap(([integration, list]) =>
    list.map((spec) =>
      toView(
        spec,
        integration,
        stored.find((row) => row.integration === integration && row.key === spec.key),
      ),
    ),
  );
  screen.show({ settings }, () =>
    renderTable(
      screen,
      [
        ...[{ title: 'integration' }, { title: 'key' }, { title: 'value' }, { title: 'set' }],
        { title: 'purpose', isFlexible: true },
      ],
      settings.map((view) => [
        ...[view.integration, view.key, JSON.stringify(view.value)],
        view.updatedAt === null
          ? 'default'
          : `${times.full(times.fromReal(view.updatedAt))} by ${view.updatedBy ?? ''}`,
        view.purpose,
      ]),
    ),
  );
}

function toView(spec: SettingSpec, integration: string, row: SettingRow | undefined) {
  return {
    integration,
    key: spec.key,
    value: row === undefined ? spec.fallback : row.value,
    isDefault: row === undefined,
    purpose: spec.purpose,
    updatedAt: row?.updatedAt ?? null,
    updatedBy: row?.updatedBy ?? null,
  };
}

async function showOne({ screen, database }: Desk, place: Place): Promise<void> {
  const spec = getSpec(place);
  const view = toView(spec, place.integration, await findSetting(database.pool, place));
  screen.show(view, () => JSON.stringify(view.value));
}

async function change(
  desk: Desk,
  { integration, key, value: text, why, dryRun }: Place & WritingOptions & { value: string },
): Promise<void> {
  const { screen, database } = desk;
  const spec = getSpec({ integration, key });
  const value = parseSettingValue(spec, text);
  const row = await findSetting(database.pool, { integration, key });
  const before = row === undefined ? spec.fallback : row.value;
  const words = `${integration} ${key}: ${JSON.stringify(before)} → ${JSON.stringify(value)}`;
  if (dryRun === true) {
    screen.show({ wouldSet: { integration, key, before, value } }, () => `Would change ${words}`);
    return;
  }
  const { by, reason = null } = desk.actor(why);
  await setSetting(database.pool, { integration, key, value, by, reason });
  screen.show({ set: { integration, key, before, value } }, () => words);
}

async function unsetOne(desk: Desk, asked: Place & WritingOptions): Promise<void> {
  const { screen, database } = desk;
  const { integration, key, why, dryRun } = asked;
  const spec = getSpec(asked);
  if (dryRun === true) {
    screen.show(
      { wouldUnset: { integration, key } },
      () => `Would be ${JSON.stringify(spec.fallback)} again.`,
    );
    return;
  }
  const { by, reason = null } = desk.actor(why);
  const isGone = await removeSetting(database.pool, { integration, key, by, reason });
  screen.show({ unset: isGone, value: spec.fallback }, () =>
    isGone
      ? `${key} is ${JSON.stringify(spec.fallback)} again.`
      : `${key} had no value of its own.`,
  );
}
