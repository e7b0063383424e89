/** `$metadata`: EDMX of OData 3, the published sets only. XML is its one form. */
import { allTables } from '../documents/register-tables.ts';
import { publishedSets } from '../entity-sets.ts';
import type { FieldSchema, SetSchema } from '../field-schema.ts';
import { escapeXml } from '../http-answer.ts';
import type { Settings } from '../settings.ts';
import { rowTypeOf, typeOf } from './reference-types.ts';

/** Describes what the composition publishes. */
export function toMetadataXml({ unpublished }: Settings): string {
  const sets = publishedSets({ unpublished }).map(({ set }) => set);
  const published = new Set(sets.map(({ name }) => name));
  const links = sets.flatMap((set) => linksIn(set, published));
  const tables = allTables().filter(({ register }) => published.has(register));
  const types = [
    ...sets.map((set) => toTypes(set, links)),
    ...tables.map(({ set }) => complexType(set.name, set.fields)),
    ...links.map(({ name, set, target }) => association(name, set, target)),
  ];
  const container = [
    ...sets.map(({ name }) => `<EntitySet Name="${name}" EntityType="${typeOf(name)}"/>`),
    ...links.map(
      ({ name, set, target }) =>
        `<AssociationSet Name="${name}" Association="${typeOf(name)}"><End Role="Begin" EntitySet="${set}"/><End Role="End" EntitySet="${target}"/></AssociationSet>`,
    ),
    ...sets.filter(({ kind }) => kind === 'document').map(({ name }) => posting(name)),
    ...tables.map(({ register, name, set }) => tableFunction(register, name, set.name)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<edmx:Edmx xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" Version="1.0"><edmx:DataServices xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" m:DataServiceVersion="3.0" m:MaxDataServiceVersion="3.0"><Schema xmlns="http://schemas.microsoft.com/ado/2009/11/edm" Namespace="StandardODATA">${types.join('')}<EntityContainer Name="EnterpriseV8" m:IsDefaultEntityContainer="true">${container.join('')}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;
}

interface Link {
  /** Of the association: set and reference. */
  readonly name: string;
  readonly set: string;
  readonly property: string;
  readonly target: string;
}

function linksIn(set: SetSchema, published: ReadonlySet<string>): Link[] {
  return set.fields.flatMap(({ name, target }) => {
    if (target === undefined || !published.has(target)) return [];
    const property = name.replace(/_Key$/, '');
    return [{ name: `${set.name}_${property}`, set: set.name, property, target }];
  });
}

function toTypes({ name, keys, fields, parts }: SetSchema, links: readonly Link[]): string {
  const key = keys.map((each) => `<PropertyRef Name="${each}"/>`).join('');
  const own = fields.map((field) => toProperty(field, keys.includes(field.name))).join('');
  const collections = Object.keys(parts)
    .map(
      (part) =>
        `<Property Name="${part}" Type="Collection(${rowTypeOf(name, part)})" Nullable="true"/>`,
    )
    .join('');
  const navigation = links
    .filter(({ set }) => set === name)
    .map(
      (link) =>
        `<NavigationProperty Name="${link.property}" Relationship="${typeOf(link.name)}" FromRole="Begin" ToRole="End"/>`,
    )
    .join('');
  const rowTypes = Object.entries(parts)
    .map(([part, rows]) => complexType(rowTypeOf(name, part).replace(/^[^.]+\./, ''), rows))
    .join('');
  return `<EntityType Name="${name}"><Key>${key}</Key>${own}${collections}${navigation}</EntityType>${rowTypes}`;
}

function complexType(name: string, fields: readonly FieldSchema[]): string {
  const own = fields.map((field) => toProperty(field, false)).join('');
  return `<ComplexType Name="${name}">${own}</ComplexType>`;
}

function association(name: string, from: string, to: string): string {
  return `<Association Name="${name}"><End Role="Begin" Type="${typeOf(from)}" Multiplicity="*"/><End Role="End" Type="${typeOf(to)}" Multiplicity="0..1"/></Association>`;
}

function toProperty({ name, type, maxLength }: FieldSchema, isKey: boolean): string {
  const length = maxLength === undefined ? '' : ` MaxLength="${maxLength}"`;
  return `<Property Name="${escapeXml(name)}" Type="${type}" Nullable="${String(!isKey)}"${length}/>`;
}

function posting(set: string): string {
  const bound = `<Parameter Name="bindingParameter" Type="${typeOf(set)}"/>`;
  const mode = '<Parameter Name="PostingModeOperational" Type="Edm.Boolean" Nullable="true"/>';
  return [
    `<FunctionImport Name="Post" IsBindable="true" m:HttpMethod="POST">${bound}${mode}</FunctionImport>`,
    `<FunctionImport Name="Unpost" IsBindable="true" m:HttpMethod="POST">${bound}</FunctionImport>`,
  ].join('');
}

function tableFunction(register: string, name: string, type: string): string {
  return `<FunctionImport Name="${name}" IsBindable="true" m:HttpMethod="GET" ReturnType="Collection(${typeOf(type)})"><Parameter Name="bindingParameter" Type="${typeOf(register)}"/></FunctionImport>`;
}
