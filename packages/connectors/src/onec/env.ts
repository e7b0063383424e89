/** 1C's slice of the environment: only the worker calls the base. */
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type OnecWorkerEnv =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly baseUrl: string;
      readonly username: string;
      /** A secret. */
      readonly password: string;
      /** Below the base; set when invoices and stock go through the customer's HTTP service. */
      readonly servicePath: string | undefined;
      /** How many of the base's licences Ponte may take. */
      readonly sessions: number;
    };

const BASE_URL: EnvVariable = {
  name: 'ONEC_BASE_URL',
  purpose: 'the address of the 1C base on its web server, through which invoices and stock go',
  secret: false,
  example: 'https://1c.company.kz/accounting',
};
const USERNAME: EnvVariable = {
  name: 'ONEC_USERNAME',
  purpose: 'the 1C user of the exchange',
  secret: false,
  example: 'exchange',
};
const PASSWORD: EnvVariable = {
  name: 'ONEC_PASSWORD',
  purpose: "the password of the exchange's 1C user",
  secret: true,
  example: 'a-long-password',
};
const SERVICE_PATH: EnvVariable = {
  name: 'ONEC_HTTP_SERVICE_PATH',
  purpose: "the path of the customer's own HTTP service; leave it out to use OData",
  secret: false,
  example: '/hs/bitrix-integration',
};
const SESSIONS: EnvVariable = {
  name: 'ONEC_SESSIONS',
  purpose: 'how many 1C sessions (licences) may be used at a time, 1 when left out',
  secret: false,
  example: '1',
};

/** Every variable of this vendor once, for `.env.example` and `ponte doctor`. */
export const onecEnv = {
  variables: [BASE_URL, USERNAME, PASSWORD, SERVICE_PATH, SESSIONS],
} as const;

/** The slice of the worker. */
export const onecWorkerEnv: EnvSlice<OnecWorkerEnv> = { ...onecEnv, read };

function read(env: EnvValues): EnvReading<OnecWorkerEnv> {
  const baseUrl = findEnvValue(env, BASE_URL);
  const username = findEnvValue(env, USERNAME);
  const password = findEnvValue(env, PASSWORD);
  const servicePath = findEnvValue(env, SERVICE_PATH);
  const sessions = findEnvValue(env, SESSIONS) ?? '1';
  const given = [baseUrl, username, password];
  if (given.every((value) => value === undefined)) return { value: { enabled: false } };
  const problems: string[] = [];
  for (const [variable, value] of [
    [BASE_URL, baseUrl],
    [USERNAME, username],
    [PASSWORD, password],
  ] as const) {
    if (value === undefined) problems.push(toEnvProblem(variable, 'is missing'));
  }
  const wrong = baseUrl === undefined ? undefined : findUrlProblem(baseUrl);
  if (wrong !== undefined) problems.push(toEnvProblem(BASE_URL, wrong));
  if (!/^[1-9]\d?$/.test(sessions))
    problems.push(toEnvProblem(SESSIONS, 'is no number from 1 to 99'));
  if (servicePath !== undefined && !/^\/?hs\/[\w/-]+$/.test(servicePath)) {
    problems.push(toEnvProblem(SERVICE_PATH, 'does not begin with /hs/'));
  }
  if (baseUrl === undefined || username === undefined || password === undefined)
    return { problems };
  if (problems.length > 0) return { problems };
  return {
    value: { enabled: true, baseUrl, username, password, servicePath, sessions: Number(sessions) },
  };
}

function findUrlProblem(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'is not an address';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://';
  // Many bases stand in the same office network without TLS; a public one without TLS is a leak.
  if (url.protocol === 'http:' && !isLoopbackUrl(address) && !isPrivateHost(url.hostname)) {
    return 'must begin with https:// outside the own network, because user and password go with it';
  }
  if (url.username !== '' || url.search !== '') {
    return 'must be the bare address of the base, without user and query';
  }
  return undefined;
}

function isPrivateHost(host: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host) || !host.includes('.');
}
