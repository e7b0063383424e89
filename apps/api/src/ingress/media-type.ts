import type { RequestHeaders } from './sources.ts';

/** True when the body is said to be `expected`, in UTF-8 and uncompressed. */
export function isMediaType(headers: RequestHeaders, expected: string): boolean {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return false;
  const given = headers['content-type'];
  if (given === expected) return true;
  if (typeof given !== 'string') return false;
  const [type = '', ...parameters] = given.toLowerCase().split(';');
  if (type.trim() !== expected) return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim() !== 'charset' || /^"?utf-?8"?$/.test(value.trim());
  });
}
