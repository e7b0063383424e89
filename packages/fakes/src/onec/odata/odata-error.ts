/** A refusal of the standard interface: HTTP status, 1C's code, 1C's words. */
export class OdataError extends Error {
  override readonly name = 'OdataError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = String(code);
  }
}

const stack = (text: string, place: string): string =>
  `{${place}}: ${text}\n{(1)}:ВызватьИсключение(ТекстОшибки);\nпо причине:\n${text}`;

/** Refusals by what they are for; codes of the standard interface. */
export const odataErrors = {
  unsupported: (name: string) => new OdataError(400, 0, `Параметр "${name}" не поддерживается`),
  badValue: (value: string) =>
    new OdataError(400, 1, `Ошибка разбора строки: неверное значение "${value}"`),
  badBody: () => new OdataError(400, 2, 'Неверный формат запроса'),
  badUrl: () => new OdataError(404, 6, 'Неверный URL запроса'),
  noSet: (name: string) => new OdataError(404, 8, `Тип сущности "${name}" не найден`),
  noEntity: (set: string) =>
    new OdataError(
      404,
      9,
      `Экземпляр сущности "${set.replace(/^[^_]+_/, '')}" не найден по переданному ключу`,
    ),
  noMethod: (name: string) => new OdataError(404, 11, `Метод "${name}" не найден`),
  badQuery: (text: string) => new OdataError(400, 14, `Ошибка разбора параметра запроса: ${text}`),
  wrongVerb: () => new OdataError(405, 19, 'Метод HTTP не поддерживается'),
  noRights: () => new OdataError(401, 20, 'Недостаточно прав доступа'),
  keyExists: (how: '400' | '500') =>
    how === '400'
      ? new OdataError(400, 15, 'Экземпляр сущности с таким ключом уже существует')
      : exception('Нарушено условие уникальности ссылки объекта', 'ОбщийМодуль.Запись.Модуль(12)'),
  lineNumbers: () => new OdataError(400, 4, 'Нумерация строк должна начинаться с 1'),
  internal: () => new OdataError(500, -1, 'внутренняя ошибка OData сервиса'),
  noLicence: () => exception('Не обнаружено свободной лицензии!', 'Сеанс'),
};

/** An exception in the configuration: 500 with code −1 and a stack. */
export function exception(text: string, place: string): OdataError {
  return new OdataError(500, -1, stack(text, place));
}
