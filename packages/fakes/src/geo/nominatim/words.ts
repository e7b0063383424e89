/** Words as a search sees them: lower case, without accents, abbreviations written out. */
const written: Readonly<Record<string, string>> = {
  ...{ r: 'rua', av: 'avenida', aven: 'avenida', al: 'alameda', tv: 'travessa', trav: 'travessa' },
  ...{ pc: 'praca', pca: 'praca', jd: 'jardim', dr: 'doutor', pq: 'parque', res: 'residencial' },
};

/** The words of a text, in order. */
export function toWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => written[word] ?? word);
}

/** The words as one text, for comparing names. */
export function toKey(text: string): string {
  return toWords(text).join(' ');
}
