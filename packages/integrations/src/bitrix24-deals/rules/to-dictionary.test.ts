import type { DealField } from '@ponte/connectors/bitrix24/model';
import { expect, test } from 'vitest';
import { listStatusEntities, toDictionary } from './to-dictionary.ts';

const field = (name: string, type: string, more: Partial<DealField> = {}): DealField => ({
  ...{ name, type, title: name, isRequired: false, isReadOnly: false, isImmutable: false },
  ...{ isMultiple: false, isCustom: name.startsWith('UF_'), ...more },
});
const status = (entityId: string, id: string, name: string, sort: number) => ({
  ...{ entityId, id, name, sort, semantic: 'process' as const },
});

const fields = [
  field('SOURCE_ID', 'crm_status', { statusEntity: 'SOURCE' }),
  field('UF_REFERRAL', 'crm_status', { statusEntity: 'SOURCE' }),
  field('UF_BRANCH', 'crm_status', { statusEntity: 'INDUSTRY' }),
  field('UF_SHIFT', 'enumeration', { options: [{ id: '45', name: 'Manhã' }] }),
];
const statuses = [
  status('SOURCE', 'CALL', 'Ligação', 10),
  status('DEAL_TYPE', 'SALE', 'Venda', 10),
  status('INDUSTRY', 'IT', 'Informática', 20),
];
const read = { fields, categories: [], stages: [], statuses, users: undefined };

test('dictionaries of custom fields are read beside the usual ones, each once', () => {
  expect(listStatusEntities(fields)).toEqual(['SOURCE', 'DEAL_TYPE', 'INDUSTRY']);
});

test('a custom field that carries codes of a CRM dictionary gets their names', () => {
  const { entries, kinds } = toDictionary(read);
  expect(entries.map(({ kind, code, name }) => `${kind}/${code} ${name}`)).toEqual([
    'source/CALL Ligação',
    'deal-type/SALE Venda',
    'enum:UF_REFERRAL/CALL Ligação',
    'enum:UF_BRANCH/IT Informática',
    'enum:UF_SHIFT/45 Manhã',
  ]);
  expect(kinds).toEqual([
    ...['category', 'stage', 'source', 'deal-type'],
    ...['enum:UF_REFERRAL', 'enum:UF_BRANCH', 'enum:UF_SHIFT'],
  ]);
});

test('employees that the portal does not name stay as they are known', () => {
  expect(toDictionary(read).kinds).not.toContain('user');
  expect(toDictionary({ ...read, users: [] }).kinds).toContain('user');
});
