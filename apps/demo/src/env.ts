/** The environment that processes started here inherit; the one place of this app that reads it. */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return process.env;
}
