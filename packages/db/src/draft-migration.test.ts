import { expect, inject, test } from 'vitest';
import { draftMigration } from './draft-migration.ts';
import { readSchema } from './schema-engine.ts';

const draft = (was: string): Promise<string> =>
  draftMigration({ databaseUrl: inject('postgresUrl'), was });

test('what the schema has gained since is drafted, and nothing else', async () => {
  const [, schema] = await readSchema();
  const was = schema.replace(/^ {2}worker +String\?.*\n/m, '');
  expect(was).not.toBe(schema);
  const lines = (await draft(was)).split('\n').filter((line) => /^[A-Z]/.test(line));
  expect(lines).toEqual([expect.stringMatching(/^ALTER TABLE "run" ADD COLUMN +"worker" TEXT;$/)]);
});

test('a schema without changes drafts no statement, and none at all drafts every table', async () => {
  const [, schema] = await readSchema();
  expect(await draft(schema)).not.toMatch(/^[A-Z]/m);
  expect(await draft('')).toContain('CREATE TABLE "run"');
});

test('what is no schema is refused in the engine’s words', async () => {
  await expect(draft('no schema at all')).rejects.toThrow(/schema/i);
});
