import { describe, expect, it } from 'vitest';
import { parseOrderedJson } from './ordered-json.ts';
import { fromJson, isPhpArray, type PhpValue } from './php-value.ts';

function keysOf(value: PhpValue): unknown {
  return isPhpArray(value) ? [...value].map(([key, item]) => [key, keysOf(item)]) : value;
}

describe('JSON with numbers for keys', () => {
  it('keeps its keys where they stand, at any depth', () => {
    const text = '{ "cmd" : {"10":"a", "b":"c","2" :{"7":1,"x":[true,null],"0":-1.5e2}} ,"halt":1}';
    expect(keysOf(parseOrderedJson(text))).toEqual([
      [
        'cmd',
        [
          ['10', 'a'],
          ['b', 'c'],
          [
            '2',
            [
              ['7', 1],
              [
                'x',
                [
                  ['0', true],
                  ['1', null],
                ],
              ],
              ['0', -150],
            ],
          ],
        ],
      ],
      ['halt', 1],
    ]);
  });

  it.each([
    String.raw`{"1":"a \"quoted\" \\ \u00e9 } ] , : 😀","0":""}`,
    '{"1":{},"0":[],"2":[[],{}]}',
    ' [ {"1": 0 } , "2" , 3 ] ',
    '{"__proto__":{"1":2},"3":false}',
  ])('reads %s as JSON.parse does, order apart', (text) => {
    const sorted = (value: PhpValue): unknown =>
      isPhpArray(value) ? [...value].map(([key, item]) => [key, sorted(item)]).sort() : value;
    expect(sorted(parseOrderedJson(text))).toEqual(sorted(fromJson(JSON.parse(text) as never)));
  });

  it('refuses what is no JSON', () => {
    for (const text of ['{"1":', '{"1":01}', "{'1':2}", '{"1":2,}']) {
      expect(() => parseOrderedJson(text)).toThrow(SyntaxError);
    }
  });
});
