import type { DealRow } from '@ponte/db/deals';

const ACCOUNT = 'default';
const FIELDS = 60;
const TEXTS = [
  'indicação',
  'Vila Mariana',
  'cliente682@exemplo.com.br',
  "D'água na rua; técnico atrasou",
  'campanha "verão" \\ 2025\t🙂',
  'OS-682/2025',
  'Aguardando viabilidade; ligar amanhã às 9h + confirmar CEP',
  '+55 11 90000-2940',
];

/**
 * Deals as a load of the fake portal hands them to the database: of 60 user fields one in five is
 * empty and therefore left out, the rest is 1.8 kB of JSON. The same for all sides.
 */
export function makeLoadedDeals(count: number, readAt: Date): DealRow[] {
  return Array.from({ length: count }, (_, at) => makeDeal(at + 1, readAt));
}

function makeDeal(number: number, readAt: Date): DealRow {
  const createdAt = new Date(Date.UTC(2021, 0, 1) + number * 600_000);
  return {
    ...NOTHING,
    account: ACCOUNT,
    id: String(number),
    title: `Fibra 300 Mega nº ${number}`,
    typeId: 'SALE',
    categoryId: String(number % 4),
    stageId: `C${number % 4}:NEW`,
    stageSemantic: 'P',
    probability: '50',
    opportunity: `${number % 900}.90`,
    currencyId: 'BRL',
    taxValue: '0.00',
    isManualOpportunity: true,
    contactId: String(number % 5_000),
    beginAt: createdAt,
    closeAt: createdAt,
    createdAt,
    modifiedAt: new Date(createdAt.getTime() + 86_400_000),
    movedAt: createdAt,
    lastActivityAt: createdAt,
    assignedById: String((number % 30) + 1),
    createdById: '1',
    modifiedById: '1',
    movedById: '1',
    lastActivityById: '1',
    isOpenToAll: true,
    isClosed: false,
    isNew: false,
    isRecurring: false,
    isReturnCustomer: false,
    isRepeatedApproach: false,
    sourceId: 'WEB',
    comments: TEXTS[number % TEXTS.length] ?? null,
    utmSource: 'google',
    custom: makeCustom(number),
    fingerprint: number.toString(16).padStart(40, 'f'),
    readAt,
  };
}

function makeCustom(number: number): Record<string, unknown> {
  const custom: Record<string, unknown> = {};
  for (let field = 0; field < FIELDS; field += 1) {
    if ((number * 7 + field * 3) % 5 === 4) continue;
    custom[`UF_CRM_${1_697_000_000_000 + field * 7_654_321}`] = makeValue(number, field);
  }
  return custom;
}

function makeValue(number: number, field: number): unknown {
  const some = (number * 31 + field * 17) % 1_000;
  switch (field % 10) {
    case 0:
      return some;
    case 1:
      return ['45', String(47 + (number % 5))];
    case 2:
      return { amount: `${some}.50`, currency: 'BRL' };
    case 3:
      return some % 2 === 0;
    case 4:
      return `2025-0${(number % 9) + 1}-10`;
    case 5:
      return String(100 + (some % 40));
    default:
      return TEXTS[(number + field) % TEXTS.length];
  }
}

const NOTHING = {
  ...{ leadId: null, companyId: null, quoteId: null, sourceDescription: null },
  ...{ additionalInfo: null, locationId: null, originatorId: null, originId: null },
  ...{ utmMedium: null, utmCampaign: null, utmContent: null, utmTerm: null },
};
