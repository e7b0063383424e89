import {
  isVatDoubtful,
  vatOn,
  type LocalDateTime,
  type Product,
  type VatRate,
} from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../../settings.ts';
import type { Books } from '../ports.ts';

/** The rate of an item in a document of a day; undefined when 1C's catalogue lacks the general one. */
export function chooseRates(
  books: Pick<Books, 'rates' | 'organisation'>,
  date: LocalDateTime,
  { vatByDate }: Pick<OnecSettings, 'vatByDate'>,
): ((item: Pick<Product, 'vatRate'>) => VatRate) | undefined {
  const { rates, organisation } = books;
  if (!organisation.isVatPayer) {
    const none = rates.find(({ percent, isDeleted }) => percent === null && !isDeleted);
    return none === undefined ? undefined : () => none;
  }
  const general = findGeneralRate(rates, date, vatByDate);
  if (general === undefined) return undefined;
  const everGeneral = new Set(vatByDate.map(({ percent }) => Number(percent)));
  return ({ vatRate }) => {
    const own = rates.find(({ ref }) => ref === vatRate);
    // An item that carries the general rate of another day follows the day; a reduced rate stays.
    const followsDay =
      own === undefined || (own.percent !== null && everGeneral.has(Number(own.percent)));
    return followsDay ? general : own;
  };
}

function findGeneralRate(
  rates: readonly VatRate[],
  date: LocalDateTime,
  vatByDate: OnecSettings['vatByDate'],
): VatRate | undefined {
  const found = vatOn(rates, date);
  if (!isVatDoubtful(rates, date)) return found;
  return vatOn(rates, date, vatByDate) ?? found;
}
