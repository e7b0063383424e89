import type { Json } from '../json.ts';
import type { OdataError } from './odata/odata-error.ts';

/** An answer ready for the socket. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page of the web server or of the platform. */
export function htmlAnswer(status: number, title: string, text = title): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body><h1>${text}</h1></body></html>\r\n`,
  };
}

/** A JSON answer of the standard interface. */
export function jsonAnswer(body: Json, status = 200, headers = {}): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** A plain text answer. */
export function textAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'Content-Type': 'text/plain;charset=utf-8' }, body };
}

/** A refusal in the form that was asked for. */
export function errorAnswer({ status, code, message }: OdataError, isJson: boolean): HttpAnswer {
  if (isJson) {
    return jsonAnswer({ 'odata.error': { code, message: { lang: 'ru', value: message } } }, status);
  }
  return {
    status,
    headers: { 'Content-Type': 'application/xml;charset=utf-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><m:code>${code}</m:code><m:message>${escapeXml(message)}</m:message></m:error>`,
  };
}

/** Text as XML content. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
