import { readFile, writeFile } from 'node:fs/promises';
import type { MappingState } from '@ponte/db/product-mappings';
import { exportMappings, importMappings, type Imported } from '@ponte/operations/mapping-files';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';

const account = 'default';

/** Takes a mapping file over; broken lines are named and make the end a partial one. */
export async function importFile(
  desk: Desk,
  { file, dryRun, why }: WritingOptions & { readonly file: string },
): Promise<ExitCode> {
  const bytes = await openFile(file);
  const asked = { account, bytes, isDryRun: dryRun === true };
  const end = await importMappings(desk.ports, asked, desk.actor(why));
  desk.screen.show({ ...end, dryRun: dryRun === true }, () => describe(end, dryRun === true));
  for (const { line, problem } of end.broken) {
    if (!desk.screen.isJson) desk.screen.warn(`${file}:${line}: ${problem}`);
  }
  if (end.broken.length === 0) return EXIT.ok;
  return end.read === 0 ? EXIT.failed : EXIT.partial;
}

function describe(
  { read, changed, unchanged, repeated, broken, batch }: Imported,
  isDry: boolean,
): string {
  const parts = [
    `${read} pairs read`,
    ...(isDry
      ? ['nothing written']
      : [`${changed.length} new or changed`, `${unchanged} as before`]),
    ...(repeated === 0 ? [] : [`${repeated} lines that add nothing`]),
    ...(broken.length === 0 ? [] : [`${broken.length} broken`]),
  ];
  return `${parts.join(', ')}.${batch === null ? '' : `\nTo undo: ponte map undo --batch ${batch}`}`;
}

/** Writes the mapping into a file, or to standard output without one. */
export async function exportFile(
  desk: Desk,
  { file, state }: { readonly file?: string | undefined; readonly state?: MappingState },
): Promise<void> {
  const text = await exportMappings(desk.ports, { account, state });
  if (file === undefined) {
    desk.screen.show({ file: text }, () => text.trimEnd());
    return;
  }
  await writeFile(file, text);
  const count = text.split('\r\n').length - 2;
  desk.screen.show({ written: file, pairs: count }, () => `${count} pairs written to ${file}.`);
}

async function openFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CommandFailed(EXIT.notFound, `${file} cannot be read. Give the path of a file.`, {
      cause,
    });
  }
}
