/** CEPs at ViaCEP and BrasilAPI. */
import { isVendorError } from '../http/vendor-error.ts';
import type { AskCached } from './cached.ts';
import { CEP_UNKNOWN } from './errors.ts';
import { CEP_AGE_MS, UNKNOWN_CEP_AGE_MS } from './limits.ts';
import type { CepAnswer } from './model.ts';
import type { CallOptions, GeoOperations } from './operations.ts';
import type { Provider } from './provider.ts';
import { brasilapiRecord, keptCep, viacepRecord, viacepUnknown } from './wire.ts';

type CepReads = Pick<GeoOperations, 'findCepAtViacep' | 'findCepAtBrasilapi'>;

/** Binds both providers. */
export function createCepReads(
  { viacep, brasilapi }: { readonly viacep: Provider; readonly brasilapi: Provider },
  askCached: AskCached,
): CepReads {
  const find = async (
    provider: string,
    { cep, options }: { cep: string; options: CallOptions },
    ask: (digits: string) => Promise<CepAnswer>,
  ): Promise<CepAnswer> => {
    const digits = cep.replace(/[\s.-]/g, '');
    if (!/^\d{8}$/.test(digits)) return { state: 'malformed' };
    return askCached<CepAnswer>({
      ...{ provider, question: digits, fresh: options.fresh === true },
      parse: (kept) => keptCep.safeParse(kept).data,
      ageOf: ({ state }) => (state === 'found' ? CEP_AGE_MS : UNKNOWN_CEP_AGE_MS),
      ask: () => ask(digits),
    });
  };
  return {
    findCepAtViacep: (cep, options = {}) =>
      find('viacep', { cep, options }, async (digits) => {
        const operation = 'findCepAtViacep';
        const body = await viacep.ask({ operation, path: `ws/${digits}/json/`, options });
        if (viacepUnknown.safeParse(body).success) return { state: 'unknown' };
        return { state: 'found', record: viacep.read(operation, viacepRecord, body) };
      }),
    findCepAtBrasilapi: (cep, options = {}) =>
      find('brasilapi', { cep, options }, async (digits) => {
        const operation = 'findCepAtBrasilapi';
        try {
          const body = await brasilapi.ask({ operation, path: `api/cep/v2/${digits}`, options });
          return { state: 'found', record: brasilapi.read(operation, brasilapiRecord, body) };
        } catch (thrown) {
          if (isVendorError(thrown) && thrown.code === CEP_UNKNOWN) return { state: 'unknown' };
          throw thrown;
        }
      }),
  };
}
