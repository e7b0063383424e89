import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Address } from '../entities.ts';
import type { Call } from '../routes/route.ts';

/**
 * The body that a PUT stands for: what was sent over what is stored, objects inside merged too, or
 * what was sent alone, as the account's `putStyle` says.
 */
export function putBody({ world, body }: Call, stored: JsonObject): Json {
  return world.settings.putStyle === 'merges' ? merge(stored, body) : body;
}

/**
 * The stored address of a PUT that sends none and keeps what it does not send: it is not checked
 * again, though people may have typed it in a form that the API refuses.
 */
export function keptAddress(
  { world, body }: Call,
  stored: Address | undefined,
): Address | undefined {
  const isSent = isJsonObject(body) && body['address'] !== undefined;
  return world.settings.putStyle === 'merges' && !isSent ? stored : undefined;
}

function merge(stored: JsonObject, sent: Json): Json {
  if (!isJsonObject(sent)) return sent;
  const merged: Record<string, Json> = { ...stored };
  for (const [name, value] of Object.entries(sent)) {
    const old = stored[name];
    merged[name] = isJsonObject(old) && isJsonObject(value) ? merge(old, value) : value;
  }
  return merged;
}
