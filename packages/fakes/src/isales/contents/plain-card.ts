import { toShortLink, type LinkForm } from '../../brazil/map-links.ts';
import { plainPlaces } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';
import { hashText, mix, pick } from '../../seeded/random.ts';
import { formatCnpj, inventCnpj } from './documents.ts';
import { columns, labels } from './labels.ts';

/** A card with its client, before it has ids. */
export interface Draft {
  readonly caseName: string;
  readonly colunaId: number;
  /** Epoch milliseconds. */
  readonly createdMs: number;
  readonly movedMs: number;
  readonly vendedor: string;
  readonly cliente: JsonObject;
  readonly proposta: JsonObject;
  readonly custom: JsonObject;
}

const trades = ['Padaria', 'Mercado', 'Farmácia', 'Pousada', 'Sítio', 'Oficina', 'Laticínios'];
const surnames = [
  ...['Prado', 'Lemos', 'Batista', 'Nunes', 'Barros', 'Siqueira', 'Arantes', 'Queiroz'],
  ...['Figueira', 'Teles', 'Goulart', 'Paiva', 'Brandão', 'Coimbra', 'Vasques', 'Maciel'],
];
const sellers = ['Davi', 'Lívia', 'Otávio', 'Renata'];
const accesses = ['Portão', 'Cão bravo', 'Escada alta', 'Portaria 24 h', 'Rua sem saída'];
const forms: readonly LinkForm[] = [
  ...(['pin', 'q', 'q-encoded', 'query', 'll', 'destination', 'daddr', 'search'] as const),
  ...(['place-path', 'consent', 'dms'] as const),
];
const firstDayMs = Date.UTC(2025, 0, 6, 11);
const dayMs = 86_400_000;

/** The n-th card without anything awkward: it can be delivered as it is. */
export function makePlainCard(seed: number, index: number): Draft {
  const chance = (purpose: string): number => mix(seed, hashText(purpose), index);
  const createdMs = firstDayMs + (chance('day') % 400) * dayMs + (chance('second') % 36_000) * 1000;
  return {
    caseName: 'plain',
    colunaId: pickColumn(chance('column') % 100, chance('other')),
    createdMs,
    movedMs: createdMs + (chance('moved') % 20) * dayMs + 3_600_000,
    vendedor: pick(sellers, chance('seller')),
    cliente: makeClient(index, chance, createdMs),
    proposta: makeProposal(chance),
    custom: makeCustom(chance),
  };
}

/** Epoch milliseconds as iSales writes them: local time of São Paulo, UTC−3 all year since 2019. */
export function toLocalText(ms: number): string {
  return new Date(ms - 10_800_000).toISOString().slice(0, 19).replace('T', ' ');
}

type Chance = (purpose: string) => number;

function pickColumn(percent: number, bits: number): number {
  if (percent < 60) return columns.approved;
  if (percent < 72) return columns.expansion;
  return percent < 80 ? columns.cancelled : pick(columns.others, bits);
}

function makeClient(index: number, chance: Chance, createdMs: number): JsonObject {
  const place = pick(plainPlaces, chance('place'));
  const number = 1 + (chance('number') % 1_999);
  const surname = pick(surnames, chance('surname'));
  const nome = `${pick(trades, chance('trade'))} ${surname} & ${pick(surnames, chance('second surname'))}`;
  const cnpj = inventCnpj(index, chance('document'));
  const digits = `${place.city.ddd}9${8_000_0000 + (chance('phone') % 1_000_0000)}`;
  const isFormatted = chance('format') % 2 === 0;
  return {
    nome,
    cpf: isFormatted ? formatCnpj(cnpj) : cnpj,
    email: chance('email') % 5 === 0 ? null : `contato${index}@example.test`,
    telefone: isFormatted
      ? digits.replace(/^(..)(.....)(....)$/, '($1) $2-$3')
      : `${chance('country') % 3 === 0 ? '+55' : ''}${digits}`,
    telefone_secundario: null,
    cep: isFormatted ? place.cep.replace(/(...)$/, '-$1') : place.cep,
    logradouro: place.street,
    numero: String(number),
    complemento: chance('complement') % 4 === 0 ? 'fundos' : '',
    bairro: place.neighborhood,
    cidade: place.city.name,
    estado: place.city.uf,
    link_localizacao:
      chance('link') % 4 === 0 ? null : toShortLink(place, number, pick(forms, chance('form'))),
    data_fechamento: toLocalText(createdMs - dayMs),
  };
}

function makeProposal(chance: Chance): JsonObject {
  const panels = 6 + (chance('panels') % 40);
  const cents = 900_000 + (chance('price') % 9_000_000);
  return {
    mod_descricao: `${panels}x Módulo 550W`,
    inv_descricao: `1x Inversor ${3 + (panels % 8)}kW`,
    inv2_descricao: chance('second inverter') % 5 === 0 ? '1x Inversor 3kW' : null,
    inv3_descricao: null,
    valor_final: (cents / 100).toFixed(2),
  };
}

function makeCustom(chance: Chance): JsonObject {
  const isFinanced = chance('financed') % 3 === 0;
  return {
    [labels.insurance]: chance('insurance') % 2 === 0 ? '450,00' : null,
    [labels.payment]: [isFinanced ? 'FINANCIAMENTO' : 'PIX'],
    [labels.financedBy]: isFinanced ? pick(surnames, chance('bank')) : null,
    [labels.paymentDetails]: chance('details') % 3 === 0 ? 'entrada de 10%' : '',
    [labels.remarks]: chance('remarks') % 2 === 0 ? 'telhado novo' : null,
    [labels.access]: chance('access') % 4 === 0 ? [] : [pick(accesses, chance('which access'))],
  };
}
