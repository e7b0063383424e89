import { jsonAnswer, pageAnswer, type HttpAnswer } from '../../net/http-answer.ts';
import type { GeoWorld } from '../geo-world.ts';
import { findFree, findStructured, type Found } from './find-results.ts';
import { toResult, type ResultForm } from './to-result.ts';

const structuredParts = [
  ...['amenity', 'street', 'city', 'county', 'state', 'postalcode', 'country'],
] as const;
const headers = { 'content-type': 'application/json; charset=utf-8' } as const;
const defaultLimit = 10;
const highestLimit = 40;

/** `/search`, structured or free; `[]` with 200 when nothing fits. */
export function answerNominatim(world: GeoWorld, url: URL): HttpAnswer {
  if (url.pathname === '/status') return { ...pageAnswer(200, ''), body: 'OK' };
  if (!/^\/search(\.php)?\/?$/.test(url.pathname)) return pageAnswer(404, 'Not Found');
  const query = url.searchParams;
  const format = query.get('format') ?? '';
  // Without a format the public server shows its web page.
  if (format === '') {
    const page = pageAnswer(302, 'Found');
    return { ...page, headers: { ...page.headers, location: `/ui/search.html${url.search}` } };
  }
  if (format !== 'json' && format !== 'jsonv2') {
    return refuse("Parameter 'format' must be one of: json, jsonv2");
  }
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit)) return refuse("Parameter 'limit' must be a number.");
  const found = find(query);
  if (typeof found === 'string') return refuse(found);
  const form: ResultForm = {
    format,
    hasAddress: query.get('addressdetails') === '1',
    country: query.get('accept-language')?.startsWith('en') === true ? 'Brazil' : 'Brasil',
    seed: world.seed,
  };
  const shown = found.slice(0, Math.min(Math.max(limit, 1), highestLimit));
  return jsonAnswer(
    200,
    shown.map((each) => toResult(each, form)),
    headers,
  );
}

/** What fits, or the sentence that refuses the question. */
function find(query: URLSearchParams): Found[] | string {
  const read = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const q = read('q');
  const isStructured = structuredParts.some((name) => read(name) !== undefined);
  if (q !== undefined && isStructured) {
    return `Structured query parameters (${structuredParts.join(', ')}) cannot be used together with 'q' parameter.`;
  }
  if (q === undefined && !isStructured) return 'Nothing to search for.';
  if (!isInBrazil(query) || !isForAddresses(query)) return [];
  // The fake's map has no shops, schools and the like.
  if (read('amenity') !== undefined) return [];
  if (q !== undefined) return findFree(q);
  return findStructured({
    street: read('street'),
    city: read('city') ?? read('county'),
    state: read('state'),
    country: read('country'),
    postalcode: read('postalcode'),
  });
}

function isInBrazil(query: URLSearchParams): boolean {
  const codes = query.get('countrycodes');
  return codes === null || codes === '' || codes.toLowerCase().split(',').includes('br');
}

function isForAddresses(query: URLSearchParams): boolean {
  const layers = query.get('layer');
  return layers === null || layers === '' || layers.split(',').includes('address');
}

function refuse(message: string): HttpAnswer {
  return jsonAnswer(400, { error: { code: 400, message } }, headers);
}
