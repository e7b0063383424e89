import { describe, expect, test } from 'vitest';
import { JsonPart, parseInParts } from './json-parts.ts';

/** Parses the parts too, and gives the map the prototype that JSON.parse gives it. */
function complete(value: unknown): unknown {
  if (value instanceof JsonPart) return value.parse();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, complete(item)]));
}

const parse = (text: string, path: readonly string[] = ['result', 'result']): unknown =>
  parseInParts(Buffer.from(text), path);

describe('what comes out is what JSON.parse gives', () => {
  test.each([
    '{"result":{"result":{"r0":[{"ID":"1"}],"r1":[]},"result_error":[]},"time":{"duration":1.5}}',
    ' {\n "result" :\t{ "result" : { "r0" : [ 1 , 2 ] , "r1" : { } } } } \r\n',
    '{"result":{"result":[],"result_error":{"r0":{"error":""}}}}',
    '{"result":{"result":{}}}',
    '{"result":[{"ID":"1"}],"next":50,"total":-1.5e3}',
    '{"result":{"result":{"a":true,"b":null,"c":-0.5,"d":"x"}}}',
    '{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}',
    '{"result":{"result":{"r\\u0030":"a } ] , \\" \\\\","r1":"\\\\"}}}',
    '{"result":{"result":{"r0":["ação 😀 \\ud83d\\ude00 \\ud83d","\u2028"]}}}',
    '{"result":{"result":{"r0":1,"r0":2},"result_time":{"toString":1}}}',
    '{}',
    '[]',
    '"text"',
    'null',
    '12',
  ])('%s', (text) => {
    expect(complete(parse(text))).toEqual(JSON.parse(text));
  });

  test('a name that is special elsewhere is a name', () => {
    const text = '{"result":{"result":{"__proto__":{"a":1}}}}';
    const { result } = parse(text) as { result: { result: Record<string, JsonPart> } };
    expect(Object.keys(result.result)).toEqual(['__proto__']);
    expect(result.result['__proto__']?.parse()).toEqual({ a: 1 });
  });
});

test('entries below the path are parts, and nothing else is', () => {
  const body = parse('{"result":{"result":{"r0":[1]},"result_error":{"r1":{"error":1}}}}');
  expect(body).toMatchObject({
    result: {
      result: { r0: expect.any(JsonPart) as JsonPart },
      result_error: { r1: { error: 1 } },
    },
  });
});

test('every cut is noticed', () => {
  const text = '{"result":{"result":{"r0":[{"ID":"1\\"","N":null}]},"result_error":[]}}';
  for (let length = 1; length < text.length; length += 1) {
    expect(() => parse(text.slice(0, length)), text.slice(0, length)).toThrow(SyntaxError);
  }
});

test.each([
  '',
  '<html></html>',
  '{"result":{}} {}',
  '{"result" {}}',
  '{"result":}',
  '{"result":1 "next":2}',
  '{"result":1,}',
  '{result:1}',
  '{,}',
])('%s is not JSON', (text) => {
  expect(() => parse(text)).toThrow(SyntaxError);
});

test('a part that is not JSON spoils only itself', () => {
  const body = parse('{"result":{"result":{"r0":[1,],"r1":[2]}}}') as {
    result: { result: Record<string, JsonPart> };
  };
  expect(() => body.result.result['r0']?.parse()).toThrow(SyntaxError);
  expect(body.result.result['r1']?.parse()).toEqual([2]);
});
