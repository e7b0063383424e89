export interface RedisHost {
  host: string;
  port: number;
}

interface Credentials {
  username?: string;
  password?: string;
  isTls: boolean;
}

/** Where the queues' Redis lives, read from REDIS_URL. */
export type RedisAddress =
  | { form: 'single'; url: string }
  | ({ form: 'sentinel'; hosts: RedisHost[]; master: string; db: number } & Credentials)
  | ({ form: 'cluster'; hosts: RedisHost[] } & Credentials);

const FORM =
  /^(?<scheme>rediss?)(?:\+(?<form>sentinel|cluster))?:\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^/?]*)(?:\/(?<path>[^?]*))?$/;

const EXPECTED =
  'Use redis://host:port, redis+sentinel://host:port,host:port/<master>[/<db>] or ' +
  'redis+cluster://host:port,host:port (rediss… for TLS).';

/**
 * Reads REDIS_URL. Throws a sentence that says which forms exist; the value itself is never
 * repeated, since it may carry a password.
 */
export function parseRedisAddress(url: string): RedisAddress {
  const groups = FORM.exec(url)?.groups;
  if (groups?.['form'] === undefined) return parseSingle(url);
  const hosts = (groups['hosts'] ?? '').split(',').map(parseHost);
  const credentials = { ...parseLogin(groups['login']), isTls: groups['scheme'] === 'rediss' };
  if (groups['form'] === 'cluster') return { form: 'cluster', hosts, ...credentials };
  const [master = '', db = '0'] = (groups['path'] ?? '').split('/');
  if (master === '' || !/^\d+$/.test(db)) {
    throw new Error(`REDIS_URL names no Sentinel master. ${EXPECTED}`);
  }
  return {
    form: 'sentinel',
    hosts,
    master: decodeURIComponent(master),
    db: Number(db),
    ...credentials,
  };
}

function parseSingle(url: string): RedisAddress {
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error(`REDIS_URL cannot be read. ${EXPECTED}`);
  }
  return { form: 'single', url };
}

function parseHost(text: string): RedisHost {
  const parts = /^(?<host>\[[^\]]+\]|[^:]+)(?::(?<port>\d{1,5}))?$/.exec(text.trim())?.groups;
  const host = parts?.['host']?.replace(/^\[|\]$/g, '');
  if (host === undefined) throw new Error(`REDIS_URL has a host that cannot be read. ${EXPECTED}`);
  return { host, port: Number(parts?.['port'] ?? 6379) };
}

function parseLogin(login: string | undefined): { username?: string; password?: string } {
  if (login === undefined || login === '') return {};
  const colon = login.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(login.slice(colon + 1));
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}
