import type { Json } from '../../json.ts';
import { escapeXml, jsonAnswer, type HttpAnswer } from '../http-answer.ts';
import type { Row } from '../row.ts';

/** How an answer is to be written. */
export interface WireForm {
  readonly isJson: boolean;
  readonly level: 'nometadata' | 'minimalmetadata' | 'fullmetadata';
  /** Address of the interface: `http://…/odata/standard.odata`. */
  readonly root: string;
}

/** The form that Accept or `$format` ask for; Atom when neither asks for JSON. */
export function toWireForm(accept: string, format: string | undefined, root: string): WireForm {
  const asked = format ?? accept;
  const level = /odata=(nometadata|fullmetadata)/.exec(asked)?.[1];
  return {
    isJson: /json/i.test(asked),
    level: level === 'nometadata' || level === 'fullmetadata' ? level : 'minimalmetadata',
    root,
  };
}

/** A list of objects. */
export function listAnswer(
  form: WireForm,
  set: string,
  { rows, count }: { rows: readonly Row[]; count: number | undefined },
): HttpAnswer {
  if (!form.isJson) return atomAnswer(form, set, rows);
  return jsonAnswer({
    ...contextOf(form, set),
    ...(count === undefined ? {} : { 'odata.count': String(count) }),
    value: rows.map((row) => toWireRow(form, set, row)),
  });
}

/** One object; a created one brings its address. */
export function entityAnswer(
  form: WireForm,
  set: string,
  { row, isNew = false }: { row: Row; isNew?: boolean },
): HttpAnswer {
  const address = `${form.root}/${encodeURIComponent(set)}(guid'${String(row['Ref_Key'] ?? '')}')`;
  const status = isNew ? 201 : 200;
  const headers = isNew ? { Location: address } : {};
  if (!form.isJson) return { ...atomAnswer(form, set, [row]), status };
  return jsonAnswer(
    { ...contextOf(form, `${set}/@Element`), ...toWireRow(form, set, row) },
    status,
    headers,
  );
}

function contextOf({ level, root }: WireForm, set: string): Record<string, Json> {
  return level === 'nometadata' ? {} : { 'odata.metadata': `${root}/$metadata#${set}` };
}

/** Int64 goes as text: LineNumber of every row of a table part. */
function toWireRow({ level, root }: WireForm, set: string, row: Row): Row {
  const wire: Row =
    level === 'fullmetadata' && row['Ref_Key'] !== undefined
      ? {
          'odata.type': `StandardODATA.${set}`,
          'odata.id': `${root}/${set}(guid'${String(row['Ref_Key'])}')`,
        }
      : {};
  for (const [name, value] of Object.entries(row)) {
    wire[name] = Array.isArray(value)
      ? (value as Row[]).map((line) => ({ ...line, LineNumber: String(line['LineNumber'] ?? '') }))
      : value;
  }
  return wire;
}

function atomAnswer({ root }: WireForm, set: string, rows: readonly Row[]): HttpAnswer {
  const entries = rows.map((row) => {
    const fields = Object.entries(row)
      .filter(([, value]) => !Array.isArray(value))
      .map(([name, value]) => `<d:${name}>${escapeXml(String(value))}</d:${name}>`);
    return `<entry><id>${escapeXml(`${root}/${set}(guid'${String(row['Ref_Key'] ?? '')}')`)}</id><content type="application/xml"><m:properties>${fields.join('')}</m:properties></content></entry>`;
  });
  return {
    status: 200,
    headers: { 'Content-Type': 'application/atom+xml;type=feed;charset=utf-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><title type="text">${set}</title>${entries.join('')}</feed>`,
  };
}
