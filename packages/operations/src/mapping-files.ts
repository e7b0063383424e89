import { listMappings, type MappingState, type NewMapping } from '@ponte/db/product-mappings';
import {
  parseMappingFile,
  type BrokenLine,
  type MappingLine,
} from '@ponte/integrations/onec-bitrix24/mapping/parse-mapping-file';
import { writeMappingFile } from '@ponte/integrations/onec-bitrix24/mapping/write-mapping-file';
import { changeMapping, type MappingChanged, type MappingPorts } from './change-mapping.ts';
import type { Actor } from './ports.ts';

export interface Imported extends MappingChanged {
  /** Pairs that the file says. */
  readonly read: number;
  /** Of these, cards about which the same was decided before. */
  readonly unchanged: number;
  /** Lines that said again what another said, or were only suggestions. */
  readonly repeated: number;
  /** Lines that were not taken, each with what to do. */
  readonly broken: readonly BrokenLine[];
}

const MANY = 1_000_000;

/**
 * Takes the pairs of a mapping file over; broken lines are named and the rest is imported. With
 * `isDryRun` nothing is written and `changed` is empty.
 */
export async function importMappings(
  ports: MappingPorts,
  { account, bytes, isDryRun = false }: { account: string; bytes: Uint8Array; isDryRun?: boolean },
  actor: Actor,
): Promise<Imported> {
  const { lines, broken, repeated } = parseMappingFile(bytes);
  const groups = Map.groupBy(lines, ({ bitrix24ProductId }) => bitrix24ProductId);
  const facts = { read: lines.length, repeated, broken };
  if (isDryRun || groups.size === 0) {
    return { ...facts, batch: null, changed: [], released: [], missedRings: 0, unchanged: 0 };
  }
  const end = await changeMapping(
    ports,
    {
      account,
      auditAction: 'mapping.imported',
      auditObject: 'mapping:products',
      bitrix24ProductIds: [...groups.keys()],
      decide: (before) =>
        [...groups].map(([bitrix24ProductId, group]) => ({
          bitrix24ProductId,
          action: group.some(({ state }) => state === 'linked') ? 'linked' : 'refused',
          decided: decideCard(before.get(bitrix24ProductId) ?? [], group),
        })),
    },
    actor,
  );
  return { ...facts, ...end, unchanged: groups.size - end.changed.length };
}

/** What the file says about a card; refusals and a link that it does not speak of stay. */
function decideCard(before: readonly NewMapping[], group: readonly MappingLine[]): NewMapping[] {
  const codes = new Set(group.map(({ onecProductCode }) => onecProductCode));
  const brings = group.some(({ state }) => state === 'linked');
  const kept = before.filter(
    (each) => !codes.has(each.onecProductCode) && !(brings && each.state === 'linked'),
  );
  const told = group.map(({ line: _line, ...pair }) => ({ ...pair, score: null, reason: null }));
  return [...kept, ...told];
}

/** The mapping as a file for a spreadsheet, which `importMappings` reads again. */
export async function exportMappings(
  { database }: Pick<MappingPorts, 'database'>,
  { account, state }: { account: string; state?: MappingState | undefined },
): Promise<string> {
  const rows = await listMappings(database.pool, {
    ...{ account, limit: MANY },
    ...(state === undefined ? {} : { state }),
  });
  return writeMappingFile(rows);
}
