import type { Base } from '../base.ts';
import { exception } from '../odata/odata-error.ts';
import { textOf, type Row } from '../row.ts';

/** Refuses what would change a closed period: 500 with code −1, in the configuration's words. */
export function refuseClosedPeriod({ settings }: Base, row: Row): void {
  const day = textOf(row, 'Date').slice(0, 10);
  if (settings.lockedUntil === '' || day > settings.lockedUntil) return;
  throw exception(
    `Запись не выполнена: дата документа ${day} не позже даты запрета изменения ${settings.lockedUntil}. Период закрыт.`,
    'ОбщийМодуль.ДатыЗапретаИзменения.Модуль(418)',
  );
}
