import {
  findEnvValue,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '@ponte/connectors/env-slice';

/** When stock is exchanged, and by which clock the base of 1C dates its documents. */
export interface ExchangeEnv {
  /** In the company's zone. */
  readonly stockTime: { readonly hour: number; readonly minute: number };
  /** IANA zone. */
  readonly onecZone: string;
}

const HOUR: EnvVariable = {
  name: 'SYNC_SCHEDULE_HOUR',
  purpose: 'the hour at which stock goes from 1C to Bitrix24 every night, in COMPANY_TIME_ZONE',
  secret: false,
  example: '0',
};
const MINUTE: EnvVariable = {
  name: 'SYNC_SCHEDULE_MINUTE',
  purpose: 'the minute of that hour',
  secret: false,
  example: '0',
};
const ZONE: EnvVariable = {
  name: 'ONEC_TIME_ZONE',
  purpose: "the zone of the 1C base's server, because 1C writes times without one",
  secret: false,
  example: 'Asia/Almaty',
};

/** The exchange's slice of the worker's environment. */
export const exchangeEnv: EnvSlice<ExchangeEnv> = { variables: [HOUR, MINUTE, ZONE], read };

function read(env: EnvValues): EnvReading<ExchangeEnv> {
  const hour = Number(findEnvValue(env, HOUR) ?? '0');
  const minute = Number(findEnvValue(env, MINUTE) ?? '0');
  const onecZone = findEnvValue(env, ZONE) ?? 'Asia/Almaty';
  const problems: string[] = [];
  if (!isWhole(hour, 23)) problems.push(toEnvProblem(HOUR, 'must be a whole number from 0 to 23'));
  if (!isWhole(minute, 59)) {
    problems.push(toEnvProblem(MINUTE, 'must be a whole number from 0 to 59'));
  }
  if (!isZone(onecZone)) problems.push(toEnvProblem(ZONE, 'is not a time zone name'));
  if (problems.length > 0) return { problems };
  return { value: { stockTime: { hour, minute }, onecZone } };
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
