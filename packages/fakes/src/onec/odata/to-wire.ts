import { isJsonObject, type Json } from '../../json.ts';
import type { SetSchema } from '../field-schema.ts';
import { jsonAnswer, type HttpAnswer } from '../http-answer.ts';
import type { Row } from '../row.ts';
import { atomAnswer, propertyXml, serviceXml } from './atom.ts';
import { toKey } from './entity-key.ts';
import { odataErrors } from './odata-error.ts';
import { rowTypeOf } from './reference-types.ts';
import { linksOf, type View } from './view.ts';

/** How an answer is to be written. */
export interface WireForm {
  readonly isJson: boolean;
  readonly level: 'nometadata' | 'minimalmetadata' | 'fullmetadata';
  /** Address of the interface: `http://…/odata/standard.odata`. */
  readonly root: string;
  /** Local time of the base: what Atom calls `updated`. */
  readonly now: string;
}

/** The form that Accept or `$format` ask for; Atom when neither asks for JSON, code 3 for others. */
export function toWireForm(
  asked: { accept: string; format: string | undefined },
  { root, now }: Pick<WireForm, 'root' | 'now'>,
): WireForm {
  const { accept, format } = asked;
  if (format !== undefined && !/json|atom|xml/i.test(format)) throw odataErrors.noForm(format);
  const text = format ?? accept;
  const level = /odata=(nometadata|fullmetadata)/.exec(text)?.[1];
  return {
    isJson: /json/i.test(text),
    level: level === 'nometadata' || level === 'fullmetadata' ? level : 'minimalmetadata',
    root,
    now,
  };
}

/** The names of the published sets. */
export function serviceAnswer(form: WireForm, names: readonly string[]): HttpAnswer {
  if (!form.isJson) return serviceXml(form, names);
  return jsonAnswer({
    'odata.metadata': `${form.root}/$metadata`,
    value: names.map((name) => ({ name, url: name })),
  });
}

/** A list of objects. */
export function listAnswer(
  form: WireForm,
  view: View,
  { rows, count }: { rows: readonly Row[]; count: number | undefined },
): HttpAnswer {
  if (!form.isJson) return atomAnswer(form, view, { rows, count, isEntry: false });
  return jsonAnswer({
    ...contextOf(form, view.set.name),
    ...(count === undefined ? {} : { 'odata.count': String(count) }),
    value: rows.map((row) => toWireRow(form, view, row)),
  });
}

/** One object; a created one brings its address. */
export function entityAnswer(
  form: WireForm,
  view: View,
  { row, status = 200 }: { row: Row; status?: number },
): HttpAnswer {
  const { name, keys } = view.set;
  const address = `${form.root}/${encodeURIComponent(name)}${toKey(row, keys)}`;
  const headers = status === 201 ? { Location: address } : {};
  if (!form.isJson) {
    const answer = atomAnswer(form, view, { rows: [row], count: undefined, isEntry: true });
    return { ...answer, status, headers: { ...answer.headers, ...headers } };
  }
  return jsonAnswer(
    { ...contextOf(form, `${name}/@Element`), ...toWireRow(form, view, row) },
    status,
    headers,
  );
}

/** One value of an object. */
export function propertyAnswer(
  form: WireForm,
  { name, type, value }: { name: string; type: string; value: Json },
): HttpAnswer {
  if (!form.isJson) return propertyXml(name, value);
  const wire = type === 'Edm.Int64' ? String(value) : value;
  return jsonAnswer({ ...contextOf(form, type), value: wire });
}

function contextOf({ level, root }: WireForm, set: string): Record<string, Json> {
  return level === 'nometadata' ? {} : { 'odata.metadata': `${root}/$metadata#${set}` };
}

function toWireRow(form: WireForm, view: View, row: Row): Row {
  const wire: Row = form.level === 'fullmetadata' ? describe(form, view.set, row) : {};
  for (const [name, value] of Object.entries(row)) {
    const below = view.expanded.get(name);
    wire[name] =
      below !== undefined && isJsonObject(value)
        ? toWireRow(form, below, value as Row)
        : toWireValue(name, value);
  }
  return wire;
}

/** Int64 goes as text: the number of a line. */
function toWireValue(name: string, value: Json): Json {
  if (name === 'LineNumber') return String(value ?? '');
  if (!Array.isArray(value)) return value;
  return (value as Row[]).map((line) =>
    line['LineNumber'] === undefined ? line : { ...line, LineNumber: String(line['LineNumber']) },
  );
}

/** Full metadata: the type, the address, the links, and the types that JSON does not show. */
function describe(
  { root }: WireForm,
  { name, kind, keys, fields, parts }: SetSchema,
  row: Row,
): Row {
  if (kind === 'table' || keys.some((key) => row[key] === undefined)) return {};
  const key = toKey(row, keys);
  const described: Row = {
    'odata.type': `StandardODATA.${name}`,
    'odata.id': `${root}/${name}${key}`,
  };
  for (const { name: field, type } of fields) {
    const isShown = row[field] === undefined || type === 'Edm.String' || type === 'Edm.Boolean';
    if (!isShown && type !== 'Edm.Double') described[`${field}@odata.type`] = type;
  }
  for (const part of Object.keys(parts)) {
    if (row[part] === undefined) continue;
    described[`${part}@odata.type`] = `Collection(${rowTypeOf(name, part)})`;
  }
  for (const link of linksOf({ name, kind, keys, fields, parts })) {
    described[`${link}@navigationLinkUrl`] = `${name}${key}/${link}`;
  }
  return described;
}
