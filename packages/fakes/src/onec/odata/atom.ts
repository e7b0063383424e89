/** Answers in Atom: lists are feeds, single objects are entries. */
import { isJsonObject, type Json } from '../../json.ts';
import { escapeXml, type HttpAnswer } from '../http-answer.ts';
import type { Row } from '../row.ts';
import { toKey } from './entity-key.ts';
import { rowTypeOf } from './reference-types.ts';
import type { WireForm } from './to-wire.ts';
import { linksOf, type View } from './view.ts';

const data = 'http://schemas.microsoft.com/ado/2007/08/dataservices';
const spaces = `xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:d="${data}" xmlns:m="${data}/metadata"`;
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A feed of entries, or one entry. */
export function atomAnswer(
  form: WireForm,
  view: View,
  { rows, count, isEntry }: { rows: readonly Row[]; count: number | undefined; isEntry: boolean },
): HttpAnswer {
  const entries = rows.map((row, index) =>
    toEntry(form, view, { row, spaces: isEntry && index === 0 ? ` ${spaces}` : '' }),
  );
  if (isEntry) return xmlAnswer('application/atom+xml;type=entry;charset=utf-8', entries.join(''));
  const name = view.set.name;
  const total = count === undefined ? '' : `<m:count>${count}</m:count>`;
  return xmlAnswer(
    'application/atom+xml;type=feed;charset=utf-8',
    `<feed ${spaces} xml:base="${form.root}/"><id>${form.root}/${name}</id><title type="text">${name}</title><updated>${form.now}</updated>${entries.join('')}${total}</feed>`,
  );
}

/** The service document in Atom publishing. */
export function serviceXml({ root }: WireForm, names: readonly string[]): HttpAnswer {
  const collections = names.map(
    (name) =>
      `<collection href="${name}"><atom:title type="text">${name}</atom:title></collection>`,
  );
  return xmlAnswer(
    'application/atomsvc+xml;charset=utf-8',
    `<service xmlns="http://www.w3.org/2007/app" xmlns:atom="http://www.w3.org/2005/Atom" xml:base="${root}/"><workspace><atom:title>Default</atom:title>${collections.join('')}</workspace></service>`,
  );
}

/** One value of an object. */
export function propertyXml(name: string, value: Json): HttpAnswer {
  return xmlAnswer(
    'application/xml;charset=utf-8',
    toProperty(name, value).replace(
      `<d:${name}`,
      `<d:${name} xmlns:d="${data}" xmlns:m="${data}/metadata"`,
    ),
  );
}

function xmlAnswer(type: string, body: string): HttpAnswer {
  return { status: 200, headers: { 'Content-Type': type }, body: `${declaration}${body}` };
}

function toEntry(
  form: WireForm,
  view: View,
  { row, spaces: declared }: { row: Row; spaces: string },
): string {
  const { name, keys, kind } = view.set;
  const path = `${name}${toKey(row, keys)}`;
  const id = kind === 'table' ? '' : `<id>${escapeXml(`${form.root}/${path}`)}</id>`;
  const links =
    kind === 'table' ? [] : linksOf(view.set).map((link) => toLink(form, view, { row, link }));
  const edit =
    kind === 'table' || kind === 'rows'
      ? ''
      : `<link rel="edit" href="${escapeXml(path)}" title="edit link"/>`;
  const values = Object.entries(row)
    .filter(([field]) => kind === 'table' || !view.expanded.has(field))
    .map(([field, value]) => toValue(view, field, value));
  return `<entry${declared}>${id}<category term="StandardODATA.${name}" scheme="${data}/scheme"/><title type="text"/><updated>${form.now}</updated><author/><summary/>${links.join('')}${edit}<content type="application/xml"><m:properties>${values.join('')}</m:properties></content></entry>`;
}

/** A navigation property; what was expanded stands inside it. */
function toLink(form: WireForm, view: View, { row, link }: { row: Row; link: string }): string {
  const { name, keys } = view.set;
  const href = escapeXml(`${name}${toKey(row, keys)}/${link}`);
  const head = `<link rel="${data}/related/${link}" href="${href}" type="application/atom+xml;type=entry;charset=utf-8" title="${link}"`;
  const below = view.expanded.get(link);
  if (below === undefined) return `${head}/>`;
  const value = row[link] ?? null;
  const inline = isJsonObject(value) ? toEntry(form, below, { row: value as Row, spaces: '' }) : '';
  return `${head}><m:inline>${inline}</m:inline></link>`;
}

function toValue(view: View, field: string, value: Json): string {
  if (Array.isArray(value)) return toCollection(view.set.name, field, value as readonly Row[]);
  if (!isJsonObject(value)) return toProperty(field, value);
  const inner = Object.entries(value).map(([name, each]) => toProperty(name, each));
  return `<d:${field}>${inner.join('')}</d:${field}>`;
}

/** A table part: its rows are elements of a complex type. */
function toCollection(set: string, part: string, lines: readonly Row[]): string {
  const type = rowTypeOf(set, part);
  const elements = lines.map((line) => {
    const values = Object.entries(line).map(([name, value]) => toProperty(name, value));
    return `<d:element m:type="${type}">${values.join('')}</d:element>`;
  });
  return `<d:${part} m:type="Collection(${type})">${elements.join('')}</d:${part}>`;
}

function toProperty(name: string, value: Json): string {
  if (value === null) return `<d:${name} m:null="true"/>`;
  const text = typeof value === 'object' ? '' : String(value);
  return text === '' ? `<d:${name}/>` : `<d:${name}>${escapeXml(text)}</d:${name}>`;
}
