import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { AnswerBytes, readAnswerBytes } from './answer-bytes.ts';

const chunks = ['first, ', 'second, ', 'third'].map((text) => Buffer.from(text));

test.each([0, 5, 20, 1_000])(
  'a body is read whole when %i bytes were expected',
  async (expected) => {
    const bytes = await readAnswerBytes(Readable.from(chunks), { expected, most: 100 });
    expect(bytes.view.toString()).toBe('first, second, third');
    expect(bytes).toHaveLength(20);
  },
);

test('a body that says how long it is and is longer than allowed reserves nothing for the rest', async () => {
  const reading = readAnswerBytes(Readable.from(chunks), { expected: 1e15, most: 19 });
  await expect(reading).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
});

test('what is released is empty, for views taken before too', () => {
  const bytes = new AnswerBytes(10);
  bytes.add(Buffer.from('text'));
  const { view } = bytes;
  bytes.release();
  bytes.release();
  expect(view).toHaveLength(0);
  expect(bytes.view).toHaveLength(0);
});

test('an empty body has no bytes', async () => {
  const bytes = await readAnswerBytes(Readable.from([]), { expected: 0, most: 10 });
  expect(bytes.view).toHaveLength(0);
});
