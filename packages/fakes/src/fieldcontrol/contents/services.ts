import { encodeId } from '../ids.ts';

/** Number of the main account; every id of it ends with this. */
export const mainAccountId = '62489';

/** The services that requests are made for, by what they are. */
export interface ServiceIds {
  readonly installation: string;
  readonly expansion: string;
  readonly cancellation: string;
}

/** Their ids in the main account. */
export const serviceIds: ServiceIds = {
  installation: encodeId(172_111, mainAccountId),
  expansion: encodeId(182_176, mainAccountId),
  cancellation: encodeId(316_104, mainAccountId),
};

interface ServiceSeed {
  readonly number: number;
  readonly name: string;
  readonly duration: number;
  readonly isArchived?: boolean;
}

/** The main account's types of order; the first three are the ones above. */
export const mainServices: readonly ServiceSeed[] = [
  { number: 172_111, name: 'Instalação', duration: 480 },
  { number: 182_176, name: 'Aumento de Sistema', duration: 240 },
  { number: 316_104, name: 'Cancelamento', duration: 30 },
  { number: 172_112, name: 'Instalação de padrão', duration: 240, isArchived: true },
  { number: 172_240, name: 'Vistoria técnica', duration: 60 },
  { number: 190_007, name: 'Manutenção preventiva', duration: 120 },
];

/** The other company's. */
export const otherServices: readonly ServiceSeed[] = [
  { number: 11_816, name: 'Manutenção corretiva', duration: 90 },
  { number: 11_820, name: 'Instalação', duration: 300 },
];
