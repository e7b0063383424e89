import { Ajv2020 } from 'ajv/dist/2020.js';

export interface ApiAnswer {
  readonly status: number;
  /** Its Content-Type; empty without one. */
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/**
 * Asks for a path with its query, by an API key; a body that is no text is sent as JSON. Rejects when
 * the answer is not what the API's own OpenAPI document says of it.
 */
export type AskApi = (
  method: string,
  path: string,
  options: { readonly key: string; readonly body?: unknown },
) => Promise<ApiAnswer>;

interface Asked {
  readonly method: string;
  readonly path: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Response | undefined>>;
}
interface Response {
  readonly content?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the document of a running API, and asks the API from then on. The test gives its `fetch`,
 * because nothing that ships sends.
 */
export async function describedApi(url: string, send: typeof fetch): Promise<AskApi> {
  const check = toAnswerCheck((await (await send(`${url}/openapi.json`)).json()) as Document);
  return async (method, path, { key, body }) => {
    const answer = await send(url + path, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const type = answer.headers.get('content-type') ?? '';
    const given = (await answer.json()) as ApiAnswer['body'];
    check({ method, path }, { status: answer.status, body: given });
    return { status: answer.status, type, body: given };
  };
}

/** What the document does not name may only be answered 404 or 405. */
function toAnswerCheck(
  document: Document,
): (asked: Asked, answer: Pick<ApiAnswer, 'status' | 'body'>) => void {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)) && text.includes('T'));
  ajv.addSchema(document, 'api');

  return ({ method, path }, { status, body }) => {
    const template = findTemplate(document, path);
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) {
      if (status === 404 || status === 405) return;
      throw new Error(`The document does not name ${method} ${path}, answered ${status}.`);
    }
    const said = operation.responses[status] === undefined ? 'default' : String(status);
    const [type] = Object.keys(operation.responses[said]?.content ?? {});
    if (type === undefined) throw new Error(`${method} ${template} says nothing of ${status}.`);
    const way = ['paths', template, method.toLowerCase(), 'responses', said, 'content', type];
    const pointer = [...way, 'schema'].map(toToken).join('/');
    if (ajv.validate({ $ref: `api#/${pointer}` }, body)) return;
    throw new Error(`${method} ${template} answered ${status} otherwise: ${ajv.errorsText()}`);
  };
}

/** Empty when no path of the document fits. */
function findTemplate({ paths }: Document, path: string): string {
  const asked = path.split('?')[0]?.split('/') ?? [];
  const fits = (template: string): boolean => {
    const parts = template.split('/');
    return (
      parts.length === asked.length &&
      parts.every((part, at) => part.startsWith('{') || part === asked[at])
    );
  };
  // A path that is named in full comes before one with a place for anything.
  const found = Object.keys(paths)
    .filter(fits)
    .toSorted((one, other) => one.split('{').length - other.split('{').length);
  return found[0] ?? '';
}

/** A part of a JSON pointer in the fragment of an address. */
function toToken(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
