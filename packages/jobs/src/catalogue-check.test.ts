import { expect, it } from 'vitest';
import { z } from 'zod';
import { assertComplete } from './catalogue-check.ts';
import { defineJob, retries } from './define.ts';

const job = (name: `${string}.${string}`) =>
  defineJob({ name, payload: z.object({}), retry: retries.own });
const handler = async (): Promise<void> => undefined;

it('accepts one handler per job', () => {
  expect(() => assertComplete([job('a.do-b')], { 'a.do-b': handler })).not.toThrow();
});

it('names every missing handler, every stranger, every double and every bad name at once', () => {
  const catalogue = [job('a.do-b'), job('a.do-b'), job('A.Do:b')];
  let words = '';
  try {
    assertComplete(catalogue, { 'a.do-c': handler });
  } catch (error) {
    words = String(error);
  }
  expect(words).toContain('"a.do-b" has no handler: add one');
  expect(words).toContain('"a.do-b" stands twice');
  expect(words).toContain('"A.Do:b" is not <integration>.<verb-noun>');
  expect(words).toContain('"a.do-c" has no job');
});
