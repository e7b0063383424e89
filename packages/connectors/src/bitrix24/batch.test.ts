import { describe, expect, test } from 'vitest';
import { readBatch, toBatchBody, toCommand } from './batch.ts';

describe('building', () => {
  test('a command is encoded once, with PHP brackets', () => {
    expect(
      toCommand('crm.deal.list', { filter: { '>ID': 5 }, select: ['*', 'UF_*'], start: -1 }),
    ).toBe('crm.deal.list?filter%5B%3EID%5D=5&select%5B0%5D=*&select%5B1%5D=UF_*&start=-1');
  });

  test('special characters survive', () => {
    expect(toCommand('m', { t: 'a&b=c%d+ç 😀' })).toBe('m?t=a%26b%3Dc%25d%2B%C3%A7%20%F0%9F%98%80');
  });

  test('fifty commands pass and fifty-one do not', () => {
    const commands = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, method: 'm' }));
    expect(Object.keys(toBatchBody(commands.slice(0, 50)).cmd)).toHaveLength(50);
    expect(() => toBatchBody(commands)).toThrow('at most 50');
  });

  test('a key used twice is refused', () => {
    const command = { key: 'a', method: 'm' };
    expect(() => toBatchBody([command, command])).toThrow('twice');
  });

  test.each(['$result[x]', '$ERROR[0]', 'see $total[0]', '$next[p]', '$time[a]'])(
    'text that the portal would replace is refused: %s',
    (text) => {
      expect(() => toCommand('crm.deal.update', { fields: { COMMENTS: text } })).toThrow(
        'batch reference',
      );
    },
  );

  test('a dollar amount is no reference', () => {
    expect(toCommand('m', { t: '$result and $5' })).toContain('result');
  });
});

describe('reading', () => {
  const batch = (result: unknown, errors: unknown, more: object = {}) => {
    const read = readBatch({ result, result_error: errors, result_time: [], ...more });
    if (read === undefined) throw new Error('not a batch');
    return read;
  };

  test('maps by key, with the errors of the others kept apart', () => {
    const read = batch({ a: { ID: '1' } }, { b: { error: '', error_description: 'Not found' } });
    expect(read.answerOf('a')).toMatchObject({ state: 'done', result: { ID: '1' } });
    expect(read.answerOf('b')).toEqual({
      state: 'refused',
      error: { code: '', description: 'Not found' },
    });
    expect(read.answerOf('c')).toEqual({ state: 'missing' });
  });

  test('empty maps are arrays', () => {
    expect(batch([], { a: { error: 100 } }).answerOf('a')).toMatchObject({ state: 'refused' });
    expect(batch({ a: [] }, []).answerOf('a')).toMatchObject({ state: 'done', result: [] });
  });

  test('maps with keys 0…n-1 are arrays, for results and for errors', () => {
    expect(batch(['x', 'y'], []).answerOf('1')).toMatchObject({ result: 'y' });
    expect(batch([], [{ error: 'E' }]).answerOf('0')).toMatchObject({ state: 'refused' });
  });

  test('numeric keys with a failure in the middle are a map again', () => {
    const read = batch({ 0: 'x', 2: 'z' }, { 1: { error: 'E' } });
    expect(read.answerOf('2')).toMatchObject({ result: 'z' });
    expect(read.answerOf('1')).toMatchObject({ error: { code: 'E' } });
  });

  test('a key that is the name of an object method is not found', () => {
    expect(batch({}, {}).answerOf('toString')).toEqual({ state: 'missing' });
    expect(batch([], []).answerOf('length')).toEqual({ state: 'missing' });
  });

  test('a command that answers null is answered', () => {
    expect(batch({ a: null }, []).answerOf('a')).toMatchObject({ state: 'done', result: null });
  });

  test('total, next and time belong to their command', () => {
    const read = batch({ a: [] }, [], {
      result_total: { a: 120 },
      result_next: { a: 50 },
      result_time: { a: { operating: 1 } },
    });
    expect(read.answerOf('a')).toMatchObject({ total: 120, next: 50 });
    expect(read.timeOf('a')).toEqual({ operating: 1 });
    expect(read.timeOf('b')).toBeUndefined();
  });

  test.each([[null], ['x'], [[]], [{}], [{ result: {} }]])('%j is no batch', (result) => {
    expect(readBatch(result)).toBeUndefined();
  });
});
