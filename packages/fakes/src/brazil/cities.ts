/** A municipality with what the CEP services tell of it. Real ones: names, IBGE and area codes. */
export interface City {
  readonly name: string;
  readonly uf: string;
  readonly state: string;
  readonly region: string;
  /** IBGE's seven digits; the first two are the state's. */
  readonly ibge: string;
  readonly ddd: string;
  /** The tax authority's code; ViaCEP carries it, nobody here reads it. */
  readonly siafi: string;
  readonly latitude: number;
  readonly longitude: number;
}

const sp = { uf: 'SP', state: 'São Paulo', region: 'Sudeste' } as const;
const rj = { uf: 'RJ', state: 'Rio de Janeiro', region: 'Sudeste' } as const;
const mg = { uf: 'MG', state: 'Minas Gerais', region: 'Sudeste' } as const;
const pr = { uf: 'PR', state: 'Paraná', region: 'Sul' } as const;
const go = { uf: 'GO', state: 'Goiás', region: 'Centro-Oeste' } as const;
const pe = { uf: 'PE', state: 'Pernambuco', region: 'Nordeste' } as const;

/** The cities by a short name. */
export const cities = {
  saoPaulo: {
    ...{ name: 'São Paulo', ...sp, ibge: '3550308', ddd: '11', siafi: '7107' },
    ...{ latitude: -23.5506507, longitude: -46.6333824 },
  },
  rioPreto: {
    ...{ name: 'São José do Rio Preto', ...sp, ibge: '3549805', ddd: '17', siafi: '7097' },
    ...{ latitude: -20.8125851, longitude: -49.3804212 },
  },
  ribeirao: {
    ...{ name: 'Ribeirão Preto', ...sp, ibge: '3543402', ddd: '16', siafi: '6969' },
    ...{ latitude: -21.1776315, longitude: -47.8100983 },
  },
  araraquara: {
    ...{ name: 'Araraquara', ...sp, ibge: '3503208', ddd: '16', siafi: '6163' },
    ...{ latitude: -21.7946045, longitude: -48.1766437 },
  },
  campinas: {
    ...{ name: 'Campinas', ...sp, ibge: '3509502', ddd: '19', siafi: '6291' },
    ...{ latitude: -22.9056391, longitude: -47.059564 },
  },
  rio: {
    ...{ name: 'Rio de Janeiro', ...rj, ibge: '3304557', ddd: '21', siafi: '6001' },
    ...{ latitude: -22.9110137, longitude: -43.2093727 },
  },
  montesClaros: {
    ...{ name: 'Montes Claros', ...mg, ibge: '3143302', ddd: '38', siafi: '4865' },
    ...{ latitude: -16.7273843, longitude: -43.8714842 },
  },
  uberlandia: {
    ...{ name: 'Uberlândia', ...mg, ibge: '3170206', ddd: '34', siafi: '5403' },
    ...{ latitude: -18.9188041, longitude: -48.2767837 },
  },
  goioere: {
    ...{ name: 'Goioerê', ...pr, ibge: '4108601', ddd: '44', siafi: '7585' },
    ...{ latitude: -24.1851885, longitude: -53.0250623 },
  },
  maringa: {
    ...{ name: 'Maringá', ...pr, ibge: '4115200', ddd: '44', siafi: '7691' },
    ...{ latitude: -23.425269, longitude: -51.9382078 },
  },
  goiania: {
    ...{ name: 'Goiânia', ...go, ibge: '5208707', ddd: '62', siafi: '9373' },
    ...{ latitude: -16.680882, longitude: -49.2532691 },
  },
  cabo: {
    ...{ name: 'Cabo de Santo Agostinho', ...pe, ibge: '2602902', ddd: '81', siafi: '2355' },
    ...{ latitude: -8.2821862, longitude: -35.0354573 },
  },
} as const satisfies Readonly<Record<string, City>>;
