import { hashText, mix, pick } from '../../seeded/random.ts';
import type { DealField, StoredValue } from './deal-field.ts';
import { orphanOptionIds } from './enum-options.ts';
import { userIds } from './users.ts';
import { cities, districts, firstNames, lastNames, remarks, streets, words } from './words.ts';

/** What the value of a generated field may depend on. */
export interface DealSeed {
  readonly seed: number;
  readonly id: number;
  readonly createdMs: number;
}
export type FieldGenerator = (deal: DealSeed) => StoredValue;

const dayMs = 86_400_000;
const digits = (bits: number, length: number): string =>
  String(bits).padStart(length, '0').slice(-length);
const cityOf = (deal: DealSeed): readonly [string, string] =>
  pick(cities, mix(deal.seed, deal.id, 901));

const named: Readonly<Record<string, (deal: DealSeed, bits: number) => StoredValue>> = {
  UF_CRM_1697653896576: (deal) => `OS-${deal.id}/${new Date(deal.createdMs).getUTCFullYear()}`,
  UF_CRM_1697762313423: (_deal, bits) => `${pick(firstNames, bits)} ${pick(lastNames, bits >>> 5)}`,
  UF_CRM_1697763267151: (_deal, bits) =>
    `${pick(firstNames, bits >>> 2)} ${pick(lastNames, bits >>> 7)}`,
  UF_CRM_1697807340141: (deal) => `cliente${deal.id}@exemplo.com.br`,
  UF_CRM_1697807353336: (_deal, bits) => `000.${digits(bits, 3)}.${digits(bits >>> 9, 3)}-00`,
  UF_CRM_1697807372536: (_deal, bits) => `00.${digits(bits, 3)}.000-X`,
  UF_CRM_1697808018193: (_deal, bits) => pick(remarks, bits),
  UF_CRM_1698688252221: (_deal, bits) => pick(streets, bits),
  UF_CRM_1698698407472: (_deal, bits) => `+55 11 90000-${digits(bits, 4)}`,
  UF_CRM_1698698858832: (_deal, bits) => (bits % 3 === 0 ? `(11) 3000-${digits(bits, 4)}` : null),
  UF_CRM_1700661252544: (_deal, bits) => (bits % 9 === 0 ? 's/n' : String(1 + (bits % 2500))),
  UF_CRM_1700661287551: (_deal, bits) => pick(districts, bits),
  UF_CRM_1700661314351: (_deal, bits) => `${digits(bits, 5)}-${digits(bits >>> 7, 3)}`,
  UF_CRM_1731588487: (deal) => cityOf(deal)[0],
  UF_CRM_1731589190: (deal) => cityOf(deal)[1],
};

/** Makes the generator of one user field; `options` are the ids that its list offers at the start. */
export function userFieldGenerator(field: DealField, options: readonly string[]): FieldGenerator {
  const salt = hashText(field.name);
  const one = named[field.name] ?? ((deal: DealSeed, bits: number) => byType(field, deal, bits));
  return (deal) => {
    const bits = mix(deal.seed, deal.id, salt);
    if (field.type === 'enumeration') return choose(field, options, bits);
    // One in five stays empty, as nobody fills everything.
    if (bits % 5 === 4) return null;
    const value = one(deal, bits >>> 3);
    return field.isMultiple ? toMany(field, value, bits) : value;
  };
}

function toMany(field: DealField, value: StoredValue, bits: number): StoredValue {
  if (typeof value !== 'string') return null;
  if (bits % 2) return [value];
  return field.type === 'employee' ? ['1', value] : [value, `${value} (2)`];
}

function choose(field: DealField, options: readonly string[], bits: number): StoredValue {
  const orphan = bits % 23 === 0 ? pick(orphanOptionIds, bits >>> 5) : undefined;
  if (!field.isMultiple) return bits % 6 === 5 ? null : (orphan ?? pick(options, bits >>> 4));
  if (bits % 7 === 6) return null;
  const first = pick(options, bits >>> 4);
  const second = orphan ?? pick(options, bits >>> 9);
  return first === second || bits % 2 === 0 ? [first] : [first, second];
}

function byType(field: DealField, deal: DealSeed, bits: number): StoredValue {
  switch (field.type) {
    case 'date':
      return Math.floor(deal.createdMs / dayMs) * dayMs + (bits % 60) * dayMs;
    case 'datetime':
      return deal.createdMs + (bits % 5_000_000) * 1000;
    case 'boolean':
      return bits % 2 ? '1' : '0';
    case 'money':
      return `${bits % 400}.${digits(bits >>> 9, 2)}|BRL`;
    case 'integer':
      return String(bits % 1000);
    case 'double':
      return ((bits % 2_000_000) / 10_000 - 100).toFixed(4);
    case 'url':
      return `https://contratos.exemplo.com.br/?id=${deal.id}&v=1`;
    case 'employee':
      return String(pick(userIds, bits));
    case 'crm_status':
      return pick(['CALL', 'WEB'], bits);
    case 'file':
      return field.isMultiple ? null : toFile(deal.id, field.fieldId ?? '0');
    case 'string':
    case 'char':
    case 'enumeration':
    case 'user':
    case 'location':
    case 'address':
    case 'iblock_section':
    case 'iblock_element':
    case 'crm':
    case 'crm_category':
    case 'crm_company':
    case 'crm_contact':
    case 'crm_currency':
    case 'crm_lead':
    case 'crm_quote':
      return bits % 3 === 0 ? pick(remarks, bits >>> 2) : pick(words, bits >>> 2);
  }
}

function toFile(dealId: number, fieldId: string): StoredValue {
  const path = `/bitrix/components/bitrix/crm.deal.show/show_file.php?ownerId=${dealId}&fieldName=${fieldId}`;
  return { id: String(dealId * 10 + 1), showUrl: path, downloadUrl: `${path}&download=1` };
}
