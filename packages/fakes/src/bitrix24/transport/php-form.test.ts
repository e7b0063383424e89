import { describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { parseMultipart } from './multipart.ts';
import { parsePhpForm } from './php-form.ts';
import { isPhpArray, toPhpJson, type PhpValue } from './php-value.ts';
import { readParams } from './read-params.ts';
import { parseRequestPath } from './request-path.ts';

function show(value: PhpValue): Json {
  if (!isPhpArray(value)) return value;
  return toPhpJson(new Map([...value].map(([key, item]) => [key, show(item)])));
}

describe('PHP bracket decoding', () => {
  it.each<[string, Json]>([
    ['a=1&b=2', { a: '1', b: '2' }],
    [
      'filter[>ID]=5&filter[%3E%3DDATE_CREATE]=2026-01-01',
      { filter: { '>ID': '5', '>=DATE_CREATE': '2026-01-01' } },
    ],
    ['select[]=ID&select[]=UF_*', { select: ['ID', 'UF_*'] }],
    [
      'fields[UF_X][0]=12&fields[UF_X][7]=13&fields[UF_X][]=14',
      { fields: { UF_X: { 0: '12', 7: '13', 8: '14' } } },
    ],
    ['x[a][b][c][d]=deep', { x: { a: { b: { c: { d: 'deep' } } } } }],
    ['t=a+b%2Bc%26d%3De', { t: 'a b+c&d=e' }],
    ['t=100%&u=%zz', { t: '100%', u: '%zz' }],
    ['t=%F0%9F%98%80%20Jo%C3%A3o', { t: '😀 João' }],
    ['flag&empty=', { flag: '', empty: '' }],
    ['a=1&a=2', { a: '2' }],
    ['a=1&a[b]=2', { a: { b: '2' } }],
    ['my.name x=1', { my_name_x: '1' }],
    ['a[b=1', { a_b: '1' }],
    ['=lost&kept=x', { kept: 'x' }],
    ['__proto__[polluted]=yes', JSON.parse('{"__proto__":{"polluted":"yes"}}') as Json],
  ])('reads %s', (text, expected) => {
    expect(show(parsePhpForm(text))).toEqual(expected);
  });

  it('drops fields nested deeper than PHP allows', () => {
    expect(parsePhpForm(`a${'[x]'.repeat(80)}=1`).size).toBe(0);
  });

  it('reads multipart text fields and leaves files out', () => {
    const body = Buffer.from(
      '--XX\r\nContent-Disposition: form-data; name="fields[TITLE]"\r\n\r\nOlá & "cia" 😀\r\n' +
        '--XX\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nbytes\r\n--XX--\r\n',
    );
    expect(show(parseMultipart(body, 'XX'))).toEqual({ fields: { TITLE: 'Olá & "cia" 😀' } });
  });

  it('merges query and JSON body, the body wins, a broken body counts as none', () => {
    const json = 'application/json';
    expect(show(readParams('id=1&x=2', json, Buffer.from('{"id":7}')))).toEqual({ id: 7, x: '2' });
    expect(show(readParams('id=1', json, Buffer.from('{"id":')))).toEqual({ id: '1' });
  });
});

describe('the request path', () => {
  it.each([
    ['/rest/1/abc/crm.deal.list', 'crm.deal.list'],
    ['/rest/1/abc/CRM.Deal.List.json', 'crm.deal.list'],
    ['/rest/1/abc/crm.deal.list/', 'crm.deal.list'],
    ['/rest/1/abc/crm.deal.list.xml/', 'crm.deal.list'],
    ['/rest/api/1/abc/crm.deal.list', 'crm.deal.list'],
  ])('%s names %s', (path, method) => {
    expect(parseRequestPath(path)).toEqual({ kind: 'webhook', user: '1', secret: 'abc', method });
  });

  it('tells calls without credentials and foreign paths apart', () => {
    expect(parseRequestPath('/rest/crm.deal.list')).toEqual({
      kind: 'no-auth',
      method: 'crm.deal.list',
    });
    expect(parseRequestPath('/favicon.ico')).toEqual({ kind: 'elsewhere' });
  });
});
