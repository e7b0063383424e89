import {
  findEnvValue,
  toEnvProblem,
  type EnvReading,
  type EnvValues,
  type EnvVariable,
} from '@ponte/connectors/env-slice';
import { toLibpqMeaning } from './to-libpq-meaning.ts';

/** What a process needs whatever vendors there are. */
export interface BaseEnv {
  /** Its `sslmode` means what libpq means by it, for every driver that is given it. */
  readonly databaseUrl: string;
  /** Absent: queues live in PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** How people reach this server; its path is the prefix. Undefined: the address it listens on. */
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
  /** IANA zone in which people read times. */
  readonly timeZone: string;
  readonly encryptionKey: string | undefined;
  readonly timeScale: number;
  /** Real epoch milliseconds; undefined: now. */
  readonly timeOrigin: number | undefined;
  /** Express' "trust proxy": number of proxies, or a list of addresses; false: none. */
  readonly trustProxy: number | string | false;
}

interface Field<Value> {
  readonly variable: EnvVariable;
  /** Undefined when the text is wrong; `problem` then says how. */
  readonly parse: (text: string) => Value | undefined;
  readonly problem: string;
  /** Value when the variable is not set; absent: the variable must be set. */
  readonly fallback?: Value;
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const KEY = /^[\w.-]+:[A-Za-z0-9+/_-]{43}=?$/;

const FIELDS = {
  databaseUrl: {
    variable: variable('DATABASE_URL', 'the PostgreSQL database that keeps everything', {
      secret: true,
      example: 'postgresql://ponte:secret@localhost:5432/ponte',
    }),
    parse: (text) => (/^postgres(?:ql)?:\/\/.+/.test(text) ? toLibpqMeaning(text) : undefined),
    problem: 'must begin with postgresql://',
  } as Field<string>,
  redisUrl: {
    variable: variable(
      'REDIS_URL',
      'the Redis that carries the queues of many machines; without it they live in PostgreSQL',
      {
        secret: true,
        example: 'redis://localhost:6379',
      },
    ),
    parse: (text) => (/^rediss?(?:[+-][a-z]+)?:\/\/.+/.test(text) ? text : undefined),
    problem: 'must begin with redis:// or rediss://',
    fallback: undefined,
  } as Field<string | undefined>,
  host: {
    variable: variable(
      'SERVER_HOST',
      'the address the api listens on; 0.0.0.0 inside a container',
      {
        example: '127.0.0.1',
      },
    ),
    parse: (text) => (/^[\w.:-]+$/.test(text) ? text : undefined),
    problem: 'is not an address',
    fallback: '127.0.0.1',
  } as Field<string>,
  port: {
    variable: variable('SERVER_PORT', 'the port the api listens on; 0 takes a free one', {
      example: '3000',
    }),
    parse: (text) => toInteger(text, 0, 65_535),
    problem: 'must be a whole number from 0 to 65535',
    fallback: 3000,
  } as Field<number>,
  publicUrl: {
    variable: variable(
      'PUBLIC_URL',
      'the address people and vendors reach the api under; its path is the prefix behind a proxy',
      {
        example: 'https://bridge.example.com/ponte',
      },
    ),
    parse: toPublicUrl,
    problem: 'must be an http or https address without user, query and fragment',
    fallback: undefined,
  } as Field<string | undefined>,
  logLevel: {
    variable: variable('LOG_LEVEL', `how much is logged: ${LEVELS.join(', ')}`, {
      example: 'info',
    }),
    parse: (text) => (LEVELS.includes(text.toLowerCase()) ? text.toLowerCase() : undefined),
    problem: `must be one of ${LEVELS.join(', ')}`,
    fallback: 'info',
  } as Field<string>,
  timeZone: {
    variable: variable(
      'COMPANY_TIME_ZONE',
      'the zone in which people read times and schedules run',
      {
        example: 'America/Sao_Paulo',
      },
    ),
    parse: (text) => (isTimeZone(text) ? text : undefined),
    problem: 'is not a time zone name',
    fallback: 'UTC',
  } as Field<string>,
  encryptionKey: {
    variable: variable(
      'ENCRYPTION_KEY',
      'the keys that protect stored credentials, `id:base64` of 32 bytes each, separated by commas; the first writes',
      {
        secret: true,
        example: '2026a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
      },
    ),
    parse: (text) => (text.split(',').every((key) => KEY.test(key.trim())) ? text : undefined),
    problem: 'is not a list of id:base64 keys of 32 bytes',
    fallback: undefined,
  } as Field<string | undefined>,
  timeScale: {
    variable: variable(
      'PONTE_TIME_SCALE',
      'how many times faster the clock runs; only for vendors on this machine',
      {
        example: '1',
      },
    ),
    parse: (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined),
    problem: 'must be a number above zero',
    fallback: 1,
  } as Field<number>,
  timeOrigin: {
    variable: variable(
      'PONTE_TIME_ORIGIN',
      'the instant in epoch milliseconds at which scaled and real time are equal, the same in every process',
      {
        example: '1790000000000',
      },
    ),
    parse: (text) => toInteger(text, 1, Number.MAX_SAFE_INTEGER),
    problem: 'must be epoch milliseconds',
    fallback: undefined,
  } as Field<number | undefined>,
  trustProxy: {
    variable: variable(
      'TRUST_PROXY',
      'whose X-Forwarded headers are believed: the number of proxies in front, or their addresses separated by commas',
      {
        example: '1',
      },
    ),
    parse: (text) => (/^\d+$/.test(text) ? Number(text) : toProxyList(text)),
    problem: 'must be a number of proxies or a list of addresses',
    fallback: false,
  } as Field<number | string | false>,
};

/** All of them, in the order in which a person sets them. */
export const baseVariables: readonly EnvVariable[] = Object.values(FIELDS).map(
  (field) => field.variable,
);

/** Reads the base; every problem at once. */
export function readBaseEnv(env: EnvValues): EnvReading<BaseEnv> {
  const problems: string[] = [];
  const take = <Value>(field: Field<Value>): Value | undefined => {
    const text = findEnvValue(env, field.variable);
    if (text === undefined && 'fallback' in field) return field.fallback;
    const value = text === undefined ? undefined : field.parse(text);
    if (value === undefined) {
      problems.push(
        toEnvProblem(field.variable, text === undefined ? 'is missing' : field.problem),
      );
    }
    return value;
  };
  const value = Object.fromEntries(
    Object.entries(FIELDS).map(([name, field]) => [name, take<unknown>(field as Field<unknown>)]),
  );
  return problems.length > 0 ? { problems } : { value: value as unknown as BaseEnv };
}

function variable(
  name: string,
  purpose: string,
  rest: { example: string; secret?: boolean },
): EnvVariable {
  return { name, purpose, secret: rest.secret ?? false, example: rest.example };
}

function toInteger(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function toPublicUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function toProxyList(text: string): string | undefined {
  return /^[\da-f.:/, ]+$|^(?:loopback|linklocal|uniquelocal)(?:,|$)/i.test(text)
    ? text
    : undefined;
}
