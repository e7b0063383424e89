import { escapeXml } from '../http-answer.ts';
import type { Settings } from '../settings.ts';
import { schema, stockRegister, type FieldSchema, type SetSchema } from '../schema.ts';

/** `$metadata`: EDMX of OData 3, the published sets only. XML is its one form. */
export function toMetadataXml({ unpublished }: Settings): string {
  const sets = schema.filter(({ name }) => !unpublished.has(name));
  const types = sets.map(toTypes).join('');
  const container = sets
    .map(({ name }) => `<EntitySet Name="${name}" EntityType="StandardODATA.${name}"/>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<edmx:Edmx xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" Version="1.0"><edmx:DataServices xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" m:DataServiceVersion="3.0"><Schema xmlns="http://schemas.microsoft.com/ado/2009/11/edm" Namespace="StandardODATA">${types}<EntityContainer Name="EnterpriseV8" m:IsDefaultEntityContainer="true">${container}${functions(sets)}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;
}

function toTypes({ name, kind, fields, parts }: SetSchema): string {
  const key = kind === 'register' ? (fields[0]?.name ?? '') : 'Ref_Key';
  const own = fields.map((field) => toProperty(field, field.name === key)).join('');
  const collections = Object.keys(parts)
    .map(
      (part) =>
        `<Property Name="${part}" Type="Collection(StandardODATA.${name}_${part}_RowType)" Nullable="true"/>`,
    )
    .join('');
  const rowTypes = Object.entries(parts)
    .map(
      ([part, rows]) =>
        `<ComplexType Name="${name}_${part}_RowType">${rows.map((field) => toProperty(field, false)).join('')}</ComplexType>`,
    )
    .join('');
  return `<EntityType Name="${name}"><Key><PropertyRef Name="${key}"/></Key>${own}${collections}</EntityType>${rowTypes}`;
}

function toProperty({ name, type, maxLength }: FieldSchema, isKey: boolean): string {
  const length = maxLength === undefined ? '' : ` MaxLength="${maxLength}"`;
  return `<Property Name="${escapeXml(name)}" Type="${type}" Nullable="${String(!isKey)}"${length}/>`;
}

function functions(sets: readonly SetSchema[]): string {
  const documents = sets.filter(({ kind }) => kind === 'document');
  const posting = documents.flatMap(({ name }) =>
    ['Post', 'Unpost'].map(
      (method) =>
        `<FunctionImport Name="${method}" IsBindable="true" m:HttpMethod="POST"><Parameter Name="bindingParameter" Type="StandardODATA.${name}"/></FunctionImport>`,
    ),
  );
  const hasStock = sets.some(({ name }) => name === stockRegister);
  const balance = `<FunctionImport Name="Balance" IsBindable="true" m:HttpMethod="GET" ReturnType="Collection(StandardODATA.${stockRegister}_Balance)"><Parameter Name="bindingParameter" Type="StandardODATA.${stockRegister}"/></FunctionImport>`;
  return posting.join('') + (hasStock ? balance : '');
}
