const PROMOTIONS = [
  'акция|акции|хит(?:ы)?(?:\\s+продаж)?|новинк[аи]|распродажа|sale|скидк[аи]|спец\\s?предложение',
  'спец\\s?цена|супер\\s?цена|ч[её]рная\\s+пятница|black\\s+friday|лидер\\s+продаж|выгодно',
  'ликвидация|предзаказ|рекомендуем|только\\s+сегодня|последний\\s+размер|уценка|бестселлер',
  'жеңілдік|жаңалық|акциялық|promo|промо|топ\\s+продаж|успей\\s+купить|горячая\\s+цена|hot|hit',
].join('|');
const TAIL = '(?:\\s*(?:до|с|по)?\\s*-?\\d{1,2}(?:[.]\\d{1,2}(?:[.]\\d{2,4})?|\\s?%))*';
const LEADING = new RegExp(`^(?:${PROMOTIONS})(?!\\p{L})${TAIL}[\\s:;!,.\\-–—|]*`, 'iu');
const BRACKETED = new RegExp(`[([{]\\s*(?:${PROMOTIONS})(?!\\p{L})[^)\\]}]*[)\\]}]`, 'giu');
const TRAILING = new RegExp(`[\\s,;:\\-–—!]+(?:${PROMOTIONS})(?!\\p{L})${TAIL}[\\s!.]*$`, 'iu');
/** In capitals only: as ordinary words they belong to goods. */
const SHOUTED = /^(?:ТОП|NEW|НОВОЕ|НОВЫЙ|НОВАЯ|TOP)(?!\p{L})[\s:!,.–—-]*/u;
const DISCOUNT = /(?<![\d\p{L}])[-–−]\s?\d{1,2}\s?%/gu;
const LEADING_MARKS = /^[^\p{L}\d«"(№]+/u;

/** A name without the words of a campaign: `АКЦИЯ! Казан 8 л` is `Казан 8 л`. */
export function stripPromotion(name: string): string {
  let text = name.replace(BRACKETED, ' ').replace(DISCOUNT, ' ').replace(TRAILING, '');
  for (;;) {
    const before: string = text;
    text = text.trim().replace(LEADING_MARKS, '').replace(LEADING, '').replace(SHOUTED, '');
    if (text === before) break;
  }
  return text.trim() === '' ? name : text;
}
