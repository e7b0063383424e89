import { apiVariables } from '@ponte/api/env';
import type { EnvVariable } from '@ponte/connectors/env-slice';
import { workerVariables } from '@ponte/worker/env';

const HEAD = `# Everything that Ponte reads from its environment. Copy to .env and set what you use.
# A secret may also stand in a file that NAME_FILE names. Generated: npm run env:example
`;

/** The text of .env.example: every variable of every app, once, with its purpose. */
export function toEnvExample(): string {
  const variables = new Map<string, EnvVariable>();
  for (const variable of [...apiVariables, ...workerVariables]) {
    if (!variables.has(variable.name)) variables.set(variable.name, variable);
  }
  return HEAD + [...variables.values()].map(toBlock).join('');
}

function toBlock({ name, purpose, secret, example }: EnvVariable): string {
  const sentence = `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}`;
  return `\n# ${sentence}${secret ? ' (secret)' : ''}\n# ${name}=${example}\n`;
}
