import { isJsonObject, type Json } from '../json.ts';
import { jsonOf, type Params } from './read-params.ts';
import { badRequest } from './telegram-error.ts';

const longestData = 64;

/** A button as a chat shows it: it opens an address or asks the bot. */
export interface Button {
  readonly text: string;
  readonly url: string | null;
  readonly data: string | null;
}

/** The keyboard of a request, if Telegram would take it; null when there is none. */
export function readMarkup(params: Params): Json {
  const markup = jsonOf(params, 'reply_markup') ?? null;
  if (markup === null) return null;
  if (!isJsonObject(markup)) throw badRequest('object expected as reply markup');
  if (markup['inline_keyboard'] !== undefined) listButtons(markup).forEach(check);
  return markup;
}

/** The buttons of a keyboard, row by row. */
export function listButtons(markup: Json): Button[] {
  const keyboard = isJsonObject(markup) ? markup['inline_keyboard'] : undefined;
  if (keyboard === undefined || keyboard === null) return [];
  if (!Array.isArray(keyboard)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  }
  return (keyboard as readonly Json[]).flatMap((row) => {
    if (!Array.isArray(row)) throw badRequest("can't parse inline keyboard button: not an Array");
    return (row as readonly Json[]).map((button) => {
      const given = isJsonObject(button) ? button : {};
      const toText = (name: string): string | null =>
        typeof given[name] === 'string' ? given[name] : null;
      return { text: toText('text') ?? '', url: toText('url'), data: toText('callback_data') };
    });
  });
}

function check({ text, url, data }: Button): void {
  if (text === '')
    throw badRequest('can\'t parse inline keyboard button: Field "text" must be of type String');
  if (url !== null) checkUrl(url);
  else if (data === null) {
    throw badRequest(
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    );
  } else if (data === '' || Buffer.byteLength(data) > longestData) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
}

/** A host without a dot is no address to Telegram: localhost neither. */
function checkUrl(text: string): void {
  const refuse = (why: string): Error =>
    badRequest(`inline keyboard button URL '${text}' is invalid: ${why}`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? 'http';
  if (scheme === 'tg') return;
  if (scheme !== 'http' && scheme !== 'https') throw refuse('Unsupported URL protocol');
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !/[.:]/.test(url.hostname)) throw refuse('Wrong HTTP URL');
}
