/** Bitrix24's slice of the environment: the api checks events, the worker calls the portal. */
import { z } from 'zod';
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type Bitrix24ApiEnv =
  | { readonly enabled: false }
  | { readonly enabled: true; readonly domain: string; readonly applicationToken: string };

export type Bitrix24WorkerEnv =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** `https://{portal}/rest/{user}/{secret}/`, with the closing slash; a secret. */
      readonly webhookUrl: string;
      readonly plan: 'standard' | 'enterprise';
    };

const WEBHOOK_URL: EnvVariable = {
  name: 'BITRIX24_WEBHOOK_URL',
  purpose: "the portal's incoming webhook, through which the worker reads and writes deals",
  secret: true,
  example: 'https://company.bitrix24.com/rest/1/0123456789abcdef/',
  aliases: ['B24_WEBHOOK'],
};
const DOMAIN: EnvVariable = {
  name: 'BITRIX24_DOMAIN',
  purpose: "the portal's host name; events of another portal are refused",
  secret: false,
  example: 'company.bitrix24.com',
};
const APPLICATION_TOKEN: EnvVariable = {
  name: 'BITRIX24_APPLICATION_TOKEN',
  purpose: "the outgoing webhook's authentication code, which proves that an event is the portal's",
  secret: true,
  example: '0123456789abcdef0123456789abcdef',
};
const PLAN: EnvVariable = {
  name: 'BITRIX24_PLAN',
  purpose: "the portal's plan (standard or enterprise), which decides how many requests it allows",
  secret: false,
  example: 'standard',
};

const domain = z.hostname().or(z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/i));
const applicationToken = z.string().min(8);
const plan = z.enum(['standard', 'enterprise']);
const WEBHOOK_PATH = /^\/rest\/(?:api\/)?\d+\/[^/\s]+\/?$/;

/** The slice of the api: which portal may send events, and how it proves itself. */
export const bitrix24ApiEnv: EnvSlice<Bitrix24ApiEnv> = {
  variables: [DOMAIN, APPLICATION_TOKEN],
  read: readApiEnv,
};

/** The slice of the worker: where the portal is and how fast it may be asked. */
export const bitrix24WorkerEnv: EnvSlice<Bitrix24WorkerEnv> = {
  variables: [WEBHOOK_URL, PLAN],
  read: readWorkerEnv,
};

/** Every variable of this vendor once, for `.env.example` and `ponte doctor`. */
export const bitrix24Env = { variables: [WEBHOOK_URL, DOMAIN, APPLICATION_TOKEN, PLAN] } as const;

function readApiEnv(env: EnvValues): EnvReading<Bitrix24ApiEnv> {
  const host = findEnvValue(env, DOMAIN);
  const token = findEnvValue(env, APPLICATION_TOKEN);
  if (host === undefined && token === undefined) return { value: { enabled: false } };
  const problems: string[] = [];
  if (host === undefined) problems.push(toEnvProblem(DOMAIN, 'is missing'));
  else if (!domain.safeParse(host).success) {
    problems.push(toEnvProblem(DOMAIN, 'is not a host name (write it without https://)'));
  }
  if (token === undefined) problems.push(toEnvProblem(APPLICATION_TOKEN, 'is missing'));
  else if (!applicationToken.safeParse(token).success) {
    problems.push(toEnvProblem(APPLICATION_TOKEN, 'is shorter than 8 characters'));
  }
  if (host === undefined || token === undefined || problems.length > 0) return { problems };
  return { value: { enabled: true, domain: host.toLowerCase(), applicationToken: token } };
}

function readWorkerEnv(env: EnvValues): EnvReading<Bitrix24WorkerEnv> {
  const address = findEnvValue(env, WEBHOOK_URL);
  const given = plan.safeParse((findEnvValue(env, PLAN) ?? 'standard').toLowerCase());
  const problems: string[] = [];
  if (!given.success) problems.push(toEnvProblem(PLAN, 'is neither standard nor enterprise'));
  const wrong = address === undefined ? undefined : findUrlProblem(address);
  if (wrong !== undefined) problems.push(toEnvProblem(WEBHOOK_URL, wrong));
  if (problems.length > 0 || !given.success) return { problems };
  if (address === undefined) return { value: { enabled: false } };
  const webhookUrl = address.endsWith('/') ? address : `${address}/`;
  return { value: { enabled: true, webhookUrl, plan: given.data } };
}

function findUrlProblem(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'is not an address';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackUrl(address))) {
    return 'must begin with https://';
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    return 'must be the bare webhook address, without user, query or fragment';
  }
  return WEBHOOK_PATH.test(url.pathname)
    ? undefined
    : 'must end with /rest/{user}/{secret}/, as the portal shows it, without a method name';
}
