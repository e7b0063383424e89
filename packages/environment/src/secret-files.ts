import { readFileSync } from 'node:fs';
import type { EnvValues, EnvVariable } from '@ponte/connectors/env-slice';

/**
 * Replaces every secret that stands in a file (`<NAME>_FILE`, the way containers hand over
 * secrets) by the file's trimmed content. A file that cannot be read and a secret that is given
 * both ways are problems; no problem contains a value.
 */
export function readSecretFiles(
  given: EnvValues,
  variables: readonly EnvVariable[],
): { values: EnvValues; problems: string[] } {
  const values: Record<string, string | undefined> = { ...given };
  const problems: string[] = [];
  for (const { name, secret } of variables) {
    const path = given[`${name}_FILE`]?.trim() ?? '';
    if (!secret || path === '') continue;
    if ((given[name]?.trim() ?? '') !== '') {
      problems.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
      continue;
    }
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch {
      problems.push(
        `${name}_FILE names a file that cannot be read. Check its path and its rights.`,
      );
    }
  }
  return { values, problems };
}
