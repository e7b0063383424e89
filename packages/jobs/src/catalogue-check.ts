import type { Catalogue } from './define.ts';

const JOB_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Refuses to start with a job that nobody would run or a handler that nobody would call. The
 * compiler says the same; this catches what reached the process by another way.
 */
export function assertComplete(
  catalogue: Catalogue,
  handlers: Readonly<Record<string, unknown>>,
): void {
  const names = catalogue.map((spec) => String(spec.name));
  const problems: string[] = [];
  for (const name of names) {
    if (!JOB_NAME.test(name)) {
      problems.push(`The job name "${name}" is not <integration>.<verb-noun> in small letters.`);
    }
    if (names.filter((other) => other === name).length > 1) {
      problems.push(`The job "${name}" stands twice in the catalogue.`);
    }
    if (typeof handlers[name] !== 'function') {
      problems.push(`The job "${name}" has no handler: add one under this name to the handlers.`);
    }
  }
  for (const name of Object.keys(handlers)) {
    if (!names.includes(name)) {
      problems.push(`The handler "${name}" has no job: add the job to the catalogue or remove it.`);
    }
  }
  if (problems.length > 0) throw new Error([...new Set(problems)].join('\n'));
}
