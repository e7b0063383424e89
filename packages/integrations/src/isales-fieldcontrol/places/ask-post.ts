import type { GeoOperations } from '@ponte/connectors/geo';
import type { CepAnswer, CepRecord } from '@ponte/connectors/geo/model';
import type { PlaceEnd } from '../place-ports.ts';
import type { PlaceText } from '../project.ts';
import { toCepPoint, type FoundPoint } from '../rules/decide-place.ts';
import { isVendorUnwell } from '../rules/decide-unread.ts';
import { isVendorShape } from '../rules/judge-write.ts';
import type { Climb } from './climb.ts';

/**
 * What the post office knows of a CEP: by ViaCEP, or by BrasilAPI when that one is away, answers
 * nonsense or knows nothing. Throws when neither says something and it is needed.
 */
export async function readCep(
  geo: GeoOperations,
  cep: string | null,
  { signal, isNeeded }: Climb & { isNeeded: boolean },
): Promise<CepAnswer> {
  if (cep === null) return { state: 'malformed' };
  try {
    const answer = await geo.findCepAtViacep(cep, { signal });
    if (answer.state !== 'unknown') return answer;
  } catch (error) {
    if (!isVendorShape(error)) throw error;
  }
  try {
    return await geo.findCepAtBrasilapi(cep, { signal });
  } catch (error) {
    // An explicit pin needs no post office.
    if (isNeeded || !isVendorShape(error)) throw error;
    return { state: 'malformed' };
  }
}

/** Where BrasilAPI sees a CEP; an answer that cannot be read is none, for the city is still to come. */
export async function readCepPoint(
  geo: GeoOperations,
  cep: string | null,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  if (cep === null) return undefined;
  try {
    const answer = await geo.findCepAtBrasilapi(cep, { signal });
    return answer.state === 'found' ? toCepPoint(answer.record) : undefined;
  } catch (error) {
    if (!isVendorShape(error) || isVendorUnwell(error)) throw error;
    return undefined;
  }
}

/** What the post office knows and iSales leaves open. */
export function toFill(record: CepRecord, address: PlaceText): PlaceEnd['fill'] {
  const { logradouro, bairro, cidade, uf, ibge } = record;
  return {
    ...(address.logradouro === null && logradouro !== null ? { logradouro } : {}),
    ...(address.bairro === null && bairro !== null ? { bairro } : {}),
    ...(address.cidade === null ? { cidade } : {}),
    ...(address.estado === null ? { estado: uf } : {}),
    ...(ibge === null ? {} : { ibge }),
  };
}
