import { expect, test } from 'vitest';
import { fieldFallbacks } from '../settings.ts';
import { findUnknownServices } from './find-unknown-services.ts';

const { columns } = fieldFallbacks;
const offered = Object.values(columns).flatMap(({ service }) =>
  service === null ? [] : [{ id: service, archived: false }],
) as Parameters<typeof findUnknownServices>[1];

test('columns whose services are all offered have no problem', () => {
  expect(findUnknownServices({ columns }, offered)).toEqual([]);
});

test('a column without a service, one of another account and an archived one are told apart', () => {
  const [first, second] = offered;
  const changed = { ...columns, 1: { status: 'ativo', service: null, prefix: 'Nova' } } as const;
  const archived = [first, { ...second, archived: true }] as typeof offered;
  expect(findUnknownServices({ columns: changed }, archived)).toEqual([
    { column: '1', problem: 'missing' },
    { column: '20024', problem: 'unknown' },
    { column: '20363', problem: 'unknown' },
  ]);
});
