/** Field Control's slices of the environment: the worker calls it, the api takes its deliveries. */
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type FieldControlWorkerEnv =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** Without a closing slash. */
      readonly baseUrl: string;
      /** A secret. */
      readonly apiKey: string;
      /** Digits behind the colon of every id of this account; ids of others are refused. */
      readonly accountId: string | undefined;
    };

export type FieldControlWebhookEnv =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly user: string;
      /** A secret. */
      readonly password: string;
      readonly accountId: string | undefined;
    };

const API_KEY: EnvVariable = {
  name: 'FIELDCONTROL_API_KEY',
  purpose: 'the key of the Field Control account, made by an administrator in its panel',
  secret: true,
  example: 'invented-key-0123456789abcdef',
};
const BASE_URL: EnvVariable = {
  name: 'FIELDCONTROL_BASE_URL',
  purpose: 'the address of Field Control, where it is not https://carchost.fieldcontrol.com.br',
  secret: false,
  example: 'https://carchost.fieldcontrol.com.br',
};
const ACCOUNT_ID: EnvVariable = {
  name: 'FIELDCONTROL_ACCOUNT_ID',
  purpose: 'the number of the Field Control account, so that ids of another account are refused',
  secret: false,
  example: '62489',
};
const WEBHOOK_USER: EnvVariable = {
  name: 'FIELDCONTROL_WEBHOOK_USER',
  purpose: 'the user that Field Control sends with its webhooks ("com autenticação" in its panel)',
  secret: false,
  example: 'fieldcontrol',
};
const WEBHOOK_PASSWORD: EnvVariable = {
  name: 'FIELDCONTROL_WEBHOOK_PASSWORD',
  purpose: 'the password that Field Control sends with its webhooks',
  secret: true,
  example: 'a-long-invented-password',
};

export const FIELDCONTROL_DEFAULT_URL = 'https://carchost.fieldcontrol.com.br';

/** Every variable of this vendor once, for `.env.example` and `ponte doctor`. */
export const fieldControlEnv = {
  variables: [API_KEY, BASE_URL, ACCOUNT_ID, WEBHOOK_USER, WEBHOOK_PASSWORD],
} as const;

/** The slice of the worker: off without a key. */
export const fieldControlWorkerEnv: EnvSlice<FieldControlWorkerEnv> = {
  variables: [API_KEY, BASE_URL, ACCOUNT_ID],
  read: readWorker,
};

/** The slice of the api: off without user and password, one without the other is a problem. */
export const fieldControlWebhookEnv: EnvSlice<FieldControlWebhookEnv> = {
  variables: [WEBHOOK_USER, WEBHOOK_PASSWORD, ACCOUNT_ID],
  read: readWebhook,
};

function readWorker(env: EnvValues): EnvReading<FieldControlWorkerEnv> {
  const apiKey = findEnvValue(env, API_KEY);
  const baseUrl = (findEnvValue(env, BASE_URL) ?? FIELDCONTROL_DEFAULT_URL).replace(/\/+$/, '');
  const accountId = findEnvValue(env, ACCOUNT_ID);
  const problems = findAccountProblems(accountId);
  if (URL.parse(baseUrl)?.protocol !== 'https:' && !isLoopbackUrl(baseUrl)) {
    problems.push(toEnvProblem(BASE_URL, 'must begin with https://, because the key goes with it'));
  }
  if (apiKey !== undefined && !/^[\x21-\x7e]{8,}$/.test(apiKey)) {
    problems.push(toEnvProblem(API_KEY, 'is shorter than 8 characters or contains spaces'));
  }
  if (problems.length > 0) return { problems };
  if (apiKey === undefined) return { value: { enabled: false } };
  return { value: { enabled: true, baseUrl, apiKey, accountId } };
}

function readWebhook(env: EnvValues): EnvReading<FieldControlWebhookEnv> {
  const user = findEnvValue(env, WEBHOOK_USER);
  const password = findEnvValue(env, WEBHOOK_PASSWORD);
  const accountId = findEnvValue(env, ACCOUNT_ID);
  const problems = findAccountProblems(accountId);
  if (user === undefined && password !== undefined) {
    problems.push(toEnvProblem(WEBHOOK_USER, 'is missing'));
  }
  if (user !== undefined && password === undefined) {
    problems.push(toEnvProblem(WEBHOOK_PASSWORD, 'is missing'));
  }
  if (user?.includes(':') === true) {
    problems.push(toEnvProblem(WEBHOOK_USER, 'contains a colon, which ends a user name'));
  }
  if (password !== undefined && password.length < 12) {
    problems.push(toEnvProblem(WEBHOOK_PASSWORD, 'is shorter than 12 characters'));
  }
  if (problems.length > 0) return { problems };
  if (user === undefined || password === undefined) return { value: { enabled: false } };
  return { value: { enabled: true, user, password, accountId } };
}

function findAccountProblems(accountId: string | undefined): string[] {
  if (accountId === undefined || /^\d{1,18}$/.test(accountId)) return [];
  return [toEnvProblem(ACCOUNT_ID, 'is not a number')];
}
