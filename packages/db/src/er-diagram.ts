/** A table of the schema, as the diagram shows it. */
interface Table {
  readonly model: string;
  readonly name: string;
  /** What stands above the model. */
  readonly purpose: string;
  readonly columns: readonly Column[];
  readonly relations: readonly Relation[];
}

interface Column {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
  readonly isUnique: boolean;
  readonly isOptional: boolean;
}

/** A foreign key. */
interface Relation {
  readonly model: string;
  readonly fields: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ String: 'text', Int: 'integer', BigInt: 'bigint', Float: 'double', Decimal: 'numeric' },
  ...{ Boolean: 'boolean', DateTime: 'timestamptz', Json: 'jsonb', Bytes: 'bytea' },
};

/** The schema as a page with one Mermaid diagram: tables, columns, and what points where. */
export function toErDiagram(schema: string): string {
  const tables = readTables(schema);
  return [
    '# The tables\n',
    'Generated from `prisma/schema.prisma`: `npm run schema:diagram`. A solid line is a foreign key; a',
    'dotted one is an id that is kept although its row may be gone. Views are not shown.\n',
    '```mermaid',
    'erDiagram',
    ...tables.map(toEntity),
    ...tables.flatMap((table) => toLines(table, tables)),
    '```\n',
    '| table | holds |\n| --- | --- |',
    ...tables.map(({ name, purpose }) => `| \`${name}\` | ${purpose.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n');
}

function readTables(schema: string): Table[] {
  const models = new Set(Array.from(schema.matchAll(/^model (\w+) \{$/gm), ([, name]) => name));
  const found = schema.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm);
  return Array.from(found, ([, comment = '', model = '', body = '']) => {
    const lines = body.split('\n').map((line) => line.trim());
    const keys = readNames(lines.find((line) => line.startsWith('@@id(')));
    const fields = lines.flatMap((line) => {
      const [, field = '', type = '', sign = '', rest = ''] =
        /^(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line) ?? [];
      return field === '' ? [] : [{ field, type, sign, rest }];
    });
    return {
      ...{ model, name: readMap(body, '@@map') ?? model },
      purpose: comment
        .replaceAll(/^\/\/\/ ?/gm, '')
        .trim()
        .replaceAll('\n', ' '),
      columns: fields
        .filter(({ type }) => !models.has(type))
        .map((one) => toColumn(one, keys.includes(one.field))),
      relations: fields
        .filter(({ type, rest }) => models.has(type) && rest.includes('@relation('))
        .map(({ type, rest }) => ({ model: type, fields: readNames(rest) })),
    };
  });
}

function toColumn(
  { field, type, sign, rest }: { field: string; type: string; sign: string; rest: string },
  isPartOfKey: boolean,
): Column {
  const plain = rest.includes('@db.Uuid') ? 'uuid' : (TYPES[type] ?? type);
  return {
    ...{ field, name: readMap(rest, '@map') ?? field },
    type: sign === '[]' ? `${plain}[]` : plain,
    isKey: isPartOfKey || /@id\b/.test(rest),
    ...{ isUnique: /@unique\b/.test(rest), isOptional: sign === '?' },
  };
}

/** The first list in brackets: `@@id([account, id])`. */
function readNames(text = ''): string[] {
  const list = /\[([^\]]*)\]/.exec(text)?.[1] ?? '';
  return list.split(',').map((name) => name.trim());
}

function readMap(text: string, word: '@map' | '@@map'): string | undefined {
  return new RegExp(`(?<!@)${word}\\("([^"]+)"\\)`).exec(text)?.[1];
}

function toEntity({ name, columns, relations }: Table): string {
  const foreign = relations.flatMap(({ fields }) => fields);
  const rows = columns.map(({ field, name: column, type, isKey, isUnique }) => {
    const marks = [
      ...(isKey ? ['PK'] : []),
      ...(foreign.includes(field) ? ['FK'] : []),
      ...(isUnique ? ['UK'] : []),
    ];
    return `        ${[type, column, marks.join(', ')].join(' ').trim()}\n`;
  });
  return `    ${name} {\n${rows.join('')}    }`;
}

function toLines(table: Table, tables: readonly Table[]): string[] {
  const bound = new Set(table.relations.flatMap(({ fields }) => fields));
  const kept = table.columns
    .filter(({ field }) => field.endsWith('Id') && !bound.has(field))
    .map(({ field }) => ({ model: toModel(field), fields: [field] }));
  return [
    ...table.relations.flatMap((relation) => toLine(table, relation, { tables, dash: '--' })),
    ...kept.flatMap((relation) => toLine(table, relation, { tables, dash: '..' })),
  ];
}

/** `dealId` is the id of a `Deal`, where there is such a table. */
function toModel(field: string): string {
  return `${field.charAt(0).toUpperCase()}${field.slice(1, -'Id'.length)}`;
}

function toLine(
  { name, columns }: Table,
  { model, fields }: Relation,
  { tables, dash }: { tables: readonly Table[]; dash: '--' | '..' },
): string[] {
  const target = tables.find((one) => one.model === model);
  const used = columns.filter(({ field }) => fields.includes(field));
  if (target === undefined || target.name === name) return [];
  const isCertain = dash === '--' && !used.some(({ isOptional }) => isOptional);
  const label = used.map((column) => column.name).join(', ');
  return [`    ${target.name} ${isCertain ? '||' : '|o'}${dash}o{ ${name} : "${label}"`];
}
