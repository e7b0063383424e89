import type { Fault } from '../../control/fault-book.ts';
import { errorAnswer, htmlAnswer, textAnswer, type HttpAnswer } from '../http-answer.ts';
import { exception, odataErrors } from '../odata/odata-error.ts';

/** The answer a fault gives in place of the real one; undefined lets the real one through. */
export function answerInstead({ kind, settings }: Fault): HttpAnswer | undefined {
  switch (kind) {
    case 'error-500':
      return textOrDefault(settings['text']);
    case 'gateway':
      return htmlAnswer(502, '502 Bad Gateway');
    case 'html-200':
      return htmlAnswer(200, '1С:Предприятие', 'Ошибка при выполнении запроса');
    case 'licence':
      return errorAnswer(odataErrors.noLicence(), true);
    case 'no-session':
      return textAnswer(406, 'Не удалось начать сеанс');
    case 'stack-500':
      return textAnswer(
        500,
        '{ОбщийМодуль.Обмен.Модуль(77)}: Значение не является объектом\n\tСообщить(Строка.Имя);',
      );
    case 'empty-200':
      return textAnswer(200, '');
    default:
      return undefined;
  }
}

/** `error-500` says what `text` says, with code −1; without a text the handler crashed. */
function textOrDefault(text: unknown): HttpAnswer {
  const words =
    typeof text === 'string' ? text : "Ошибка при выполнении обработчика - 'ОбработкаПроведения'";
  return errorAnswer(exception(words, 'Документ.РеализацияТоваровУслуг.МодульОбъекта(91)'), true);
}

/** True when the request is to be done at 1C before the fault's answer; "half": every second one. */
export function isDoneFirst({ kind, settings }: Fault, fired: number): boolean {
  if (kind === 'lost-answer') return true;
  const after = settings['after'];
  return after === 'half' ? fired % 2 === 0 : after === true;
}

/** Virtual milliseconds that a fault asks for. */
export function faultMs({ settings }: Fault): number {
  const ms = settings['ms'];
  return typeof ms === 'number' && ms >= 0 ? ms : 5_000;
}
