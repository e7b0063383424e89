/** iSales' slice of the environment: only the worker reads it. */
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type IsalesEnv =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** Without a closing slash. */
      readonly baseUrl: string;
      /** A secret; it travels in the query. */
      readonly apiToken: string;
      /** The funnel whose board is read. */
      readonly funilId: string;
    };

const BASE_URL: EnvVariable = {
  name: 'ISALES_BASE_URL',
  purpose: 'the address of iSales, where it is not https://app.isales.company',
  secret: false,
  example: 'https://app.isales.company',
};
const API_TOKEN: EnvVariable = {
  name: 'ISALES_API_TOKEN',
  purpose: 'the API token of the company in iSales, with which boards and clients are read',
  secret: true,
  example: 'invented-token-0123456789abcdef',
};
const FUNIL_ID: EnvVariable = {
  name: 'ISALES_FUNIL_ID',
  purpose: 'the number of the iSales funnel whose cards become service requests',
  secret: false,
  example: '2666',
};

export const ISALES_DEFAULT_URL = 'https://app.isales.company';

/** The whole slice; off when neither token nor funnel is set. */
export const isalesEnv: EnvSlice<IsalesEnv> = {
  variables: [BASE_URL, API_TOKEN, FUNIL_ID],
  read,
};

function read(env: EnvValues): EnvReading<IsalesEnv> {
  const baseUrl = (findEnvValue(env, BASE_URL) ?? ISALES_DEFAULT_URL).replace(/\/+$/, '');
  const apiToken = findEnvValue(env, API_TOKEN);
  const funilId = findEnvValue(env, FUNIL_ID);
  const problems: string[] = [];
  if (URL.parse(baseUrl)?.protocol !== 'https:' && !isLoopbackUrl(baseUrl)) {
    problems.push(
      toEnvProblem(BASE_URL, 'must begin with https://, because the token goes with it'),
    );
  }
  if (apiToken !== undefined && !/^\S{8,}$/.test(apiToken)) {
    problems.push(toEnvProblem(API_TOKEN, 'is shorter than 8 characters or contains spaces'));
  }
  if (funilId !== undefined && !/^\d{1,18}$/.test(funilId)) {
    problems.push(toEnvProblem(FUNIL_ID, 'is not a number'));
  }
  if (apiToken === undefined && funilId !== undefined) {
    problems.push(toEnvProblem(API_TOKEN, 'is missing while ISALES_FUNIL_ID is set'));
  }
  if (funilId === undefined && apiToken !== undefined) {
    problems.push(toEnvProblem(FUNIL_ID, 'is missing while ISALES_API_TOKEN is set'));
  }
  if (problems.length > 0) return { problems };
  if (apiToken === undefined || funilId === undefined) return { value: { enabled: false } };
  return { value: { enabled: true, baseUrl, apiToken, funilId } };
}
