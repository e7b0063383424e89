import { writeFile } from 'node:fs/promises';
import { toErDiagram } from './er-diagram.ts';
import { readSchema } from './schema-engine.ts';

const [, schema] = await readSchema();
await writeFile(new URL('../../../docs/schema.md', import.meta.url), toErDiagram(schema));
