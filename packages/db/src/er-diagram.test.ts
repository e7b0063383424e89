import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { toErDiagram } from './er-diagram.ts';
import { readSchema } from './schema-engine.ts';

test('the diagram in docs is that of the schema', async () => {
  const [, schema] = await readSchema();
  const file = await readFile(new URL('../../../docs/schema.md', import.meta.url), 'utf8');
  expect(file, 'run: npm run schema:diagram').toBe(toErDiagram(schema));
});

test('tables, keys, foreign keys and kept ids are drawn', () => {
  const page = toErDiagram(`
/// A house,
/// with doors.
model House {
  account String
  id      BigInt  @id @default(autoincrement())
  owner   String? @unique @map("owner_name")
  doors   Door[]

  @@map("house")
}

model Door {
  account String
  colour  String[] @default([])
  houseId BigInt   @map("house_id")
  runId   String?  @map("run_id") @db.Uuid
  house   House    @relation(fields: [houseId], references: [id])

  @@id([account, houseId])
  @@map("door")
}

model Run {
  id String @id @db.Uuid

  @@map("run")
}
`);
  expect(page).toContain('| `house` | A house, with doors. |');
  expect(page).toContain('    house {\n        text account\n        bigint id PK\n');
  expect(page).toContain('        text owner_name UK\n');
  expect(page).toContain('        text[] colour\n        bigint house_id PK, FK\n');
  expect(page).toContain('    house ||--o{ door : "house_id"\n');
  expect(page).toContain('    run |o..o{ door : "run_id"\n');
  expect(page).not.toContain('Door');
});
