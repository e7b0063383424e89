/** Bling's slice of the environment. */
import { z } from 'zod';
import {
  findEnvValue,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type BlingEnv =
  | { readonly enabled: false }
  | { readonly enabled: true; readonly clientId: string; readonly clientSecret: string };

const CLIENT_ID: EnvVariable = {
  name: 'BLING_CLIENT_ID',
  purpose: "the Bling app's client id",
  secret: false,
  example: '0123456789abcdef0123456789abcdef01234567',
};
const CLIENT_SECRET: EnvVariable = {
  name: 'BLING_CLIENT_SECRET',
  purpose: "the Bling app's client secret, which signs its webhooks and renews its tokens",
  secret: true,
  example: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab',
};
const key = z.string().min(8).regex(/^\S+$/);

/** Enabled when both variables are set; one without the other is a problem. */
export const blingEnv: EnvSlice<BlingEnv> = {
  variables: [CLIENT_ID, CLIENT_SECRET],
  read: readBlingEnv,
};

function readBlingEnv(env: EnvValues): EnvReading<BlingEnv> {
  const clientId = findEnvValue(env, CLIENT_ID);
  const clientSecret = findEnvValue(env, CLIENT_SECRET);
  if (clientId === undefined && clientSecret === undefined) return { value: { enabled: false } };
  const problems = [
    ...findKeyProblem(CLIENT_ID, clientId),
    ...findKeyProblem(CLIENT_SECRET, clientSecret),
  ];
  if (clientId === undefined || clientSecret === undefined || problems.length > 0) {
    return { problems };
  }
  return { value: { enabled: true, clientId, clientSecret } };
}

function findKeyProblem(variable: EnvVariable, value: string | undefined): string[] {
  if (value === undefined) return [toEnvProblem(variable, 'is missing')];
  if (key.safeParse(value).success) return [];
  return [toEnvProblem(variable, 'is shorter than 8 characters or contains spaces')];
}
