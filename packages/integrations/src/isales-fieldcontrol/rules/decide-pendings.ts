import type { Pending, PendingReason, PlaceText } from '../project.ts';
import type { FieldSettings } from '../settings.ts';
import { SEARCH_FAILED } from './decide-unlocated.ts';
import { toAddressKey } from './normalise-address.ts';
import { isExactEnough, type Precision } from './precision.ts';

/** What a card has, as the tables say. */
export interface CardFacts {
  readonly nome: string | null;
  readonly documento: string | null;
  readonly documentoInformado: string | null;
  readonly place: PlaceText;
  readonly linkLocalizacao: string | null;
  readonly precisao: Precision | null;
  /** What the ladder of places found wrong; null while the place was not looked for. */
  readonly geoProblemas: readonly string[] | null;
  readonly tipoServico: string | null;
  /** There is an order of it, delivered or on its way: a card that was called off lacks nothing. */
  readonly isWanted: boolean;
  /** What the reads themselves said. */
  readonly problems: readonly Pending[];
}

export interface CardVerdict {
  /** `incomplete`: something blocks. `early`: the place has still to be looked for. */
  readonly state: 'complete' | 'incomplete' | 'early';
  readonly pendings: readonly Pending[];
  /** The reasons that were judged: a pending of another one stays as it is. */
  readonly judged: readonly PendingReason[];
}

/** Reasons that this rule opens and closes; the others belong to deliveries and sweeps. */
const CARD_REASONS: readonly PendingReason[] = [
  ...(['sem_localizacao', 'link_sem_coordenadas', 'cep_invalido', 'cep_inexistente'] as const),
  ...(['cep_diverge', 'geo_precisao_baixa', 'documento_ausente', 'documento_invalido'] as const),
  ...(['telefone_invalido', 'servico_nao_mapeado', 'isales_incompleto'] as const),
];

/** What only a search for the place can tell. */
const PLACE_REASONS: readonly PendingReason[] = [
  ...(['link_sem_coordenadas', 'cep_inexistente', 'cep_diverge', 'geo_precisao_baixa'] as const),
];
const judgedUnlocated = CARD_REASONS.filter((reason) => !PLACE_REASONS.includes(reason));

const GEO_WORDS: Readonly<Record<string, string>> = {
  link_sem_coordenadas: 'O link de localização não leva a coordenadas.',
  cep_inexistente: 'Nenhum serviço conhece o CEP.',
  cep_diverge: 'O CEP é de outra cidade ou de outro estado que o endereço ou o ponto do link.',
};

/**
 * What of a card waits for a person, and whether FieldControl can be told of it. A document or a
 * phone that is missing is shown and blocks nothing: the customer is known by its code then.
 */
export function decidePendings(facts: CardFacts, settings: FieldSettings): CardVerdict {
  if (!facts.isWanted) return { state: 'early', pendings: [], judged: CARD_REASONS };
  const { nome, documento, documentoInformado, place, linkLocalizacao, tipoServico } = facts;
  const pendings: Pending[] = [...facts.problems];
  const add = (motivo: PendingReason, detalhe: string): void => {
    if (!pendings.some((one) => one.motivo === motivo)) pendings.push({ motivo, detalhe });
  };
  if (documento === null && documentoInformado === null) {
    add('documento_ausente', 'O cliente não tem CPF nem CNPJ no iSales.');
  }
  if (tipoServico === null) {
    add('servico_nao_mapeado', 'A coluna do cartão não tem serviço nas configurações (columns).');
  }
  const hasPlace = linkLocalizacao !== null || toAddressKey(place) !== '';
  if (!hasPlace) add('sem_localizacao', 'O cliente não tem endereço nem link de localização.');
  const blocked: boolean[] = [nome === null, tipoServico === null, !hasPlace];
  if (nome === null) add('isales_incompleto', 'O cliente não tem nome no iSales.');
  if (facts.geoProblemas === null) {
    const state = blocked.includes(true) ? 'incomplete' : 'early';
    return { state, pendings, judged: judgedUnlocated };
  }
  for (const word of facts.geoProblemas) {
    const words = GEO_WORDS[word];
    if (words !== undefined) add(word as PendingReason, words);
  }
  const isExact = facts.precisao !== null && isExactEnough(facts.precisao, settings.leastPrecision);
  if (hasPlace && !isExact) {
    add('geo_precisao_baixa', toPlaceWords(facts));
  }
  if (hasPlace && isExact && (place.cidade === null || place.estado === null)) {
    add('isales_incompleto', 'Falta a cidade ou o estado do endereço.');
    blocked.push(true);
  }
  // A CEP that contradicts the address is not guessed about; an explicit pin does not need it.
  const contradicts = facts.geoProblemas.includes('cep_diverge') && !isPinned(facts.precisao);
  blocked.push(!isExact, contradicts);
  const state = blocked.includes(true) ? 'incomplete' : 'complete';
  return { state, pendings, judged: CARD_REASONS };
}

function toPlaceWords({ precisao, geoProblemas }: CardFacts): string {
  if (precisao !== null) return `O endereço só é conhecido até: ${precisao}.`;
  return geoProblemas?.includes(SEARCH_FAILED) === true
    ? 'Os serviços de mapas falharam repetidamente com este endereço.'
    : 'Não foi possível localizar o endereço.';
}

function isPinned(precisao: Precision | null): boolean {
  return precisao === 'pin' || precisao === 'pessoa';
}
