/**
 * The vocabulary in which a connector says which environment variables it reads. An app composes
 * the slices it needs, reads them all at once, prints every problem together and generates
 * `.env.example` from the same list.
 */

export interface EnvVariable {
  readonly name: string;
  /** One sentence that finishes "This variable is …". */
  readonly purpose: string;
  /** True when the value must never be printed. */
  readonly secret: boolean;
  /** An invented value of the right form, for `.env.example`. */
  readonly example: string;
  /** Other names that are accepted for the same value, the first that is set wins. */
  readonly aliases?: readonly string[];
}

/** Environment variables by name, as the app's own `env.ts` hands them over. */
export type EnvValues = Readonly<Record<string, string | undefined>>;

/** Either the value, or every problem at once; a problem never contains a value. */
export type EnvReading<Value> =
  { readonly value: Value } | { readonly problems: readonly string[] };

export interface EnvSlice<Value> {
  readonly variables: readonly EnvVariable[];
  read(env: EnvValues): EnvReading<Value>;
}

/** The variable's value under its name or an alias, trimmed; an empty value counts as absent. */
export function findEnvValue(env: EnvValues, variable: EnvVariable): string | undefined {
  for (const name of [variable.name, ...(variable.aliases ?? [])]) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** A problem in the one form that all apps print. */
export function toEnvProblem(variable: EnvVariable, what: string): string {
  return `${variable.name} ${what}. It is ${variable.purpose}. Example: ${variable.example}`;
}

/** True for an address on this machine: plain http and scaled time are allowed only there. */
export function isLoopbackUrl(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  const host = url.hostname.toLowerCase();
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
