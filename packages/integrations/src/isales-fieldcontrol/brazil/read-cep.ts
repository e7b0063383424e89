export type CepReading =
  | { readonly state: 'absent' }
  /** Eight digits as text: the first may be zero. */
  | { readonly state: 'valid'; readonly cep: string }
  | { readonly state: 'invalid' };

/** Reads a CEP as somebody typed it; whether it exists is the post office's word. */
export function readCep(typed: string | null): CepReading {
  const text = (typed ?? '').trim();
  if (text === '') return { state: 'absent' };
  const cep = text.replace(/^cep:?/i, '').replace(/[\s.-]/g, '');
  // No region begins with 00.
  const isReal = /^\d{8}$/.test(cep) && !cep.startsWith('00');
  return isReal ? { state: 'valid', cep } : { state: 'invalid' };
}
