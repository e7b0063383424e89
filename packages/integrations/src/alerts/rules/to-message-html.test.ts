import { expect, test } from 'vitest';
import { toMessageHtml } from './to-message-html.ts';

const seen = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

test('whatever stands in a name is shown and never read as markup', () => {
  const html = toMessageHtml({ title: 'A & B <b>', lines: ['5 < 6 > "4" &amp;'] });
  expect(html).toBe('<b>A &amp; B &lt;b&gt;</b>\n5 &lt; 6 &gt; &quot;4&quot; &amp;amp;');
  expect(seen(html)).toBe('A & B <b>\n5 < 6 > "4" &amp;');
});

test('a message of any length is one that Telegram takes', () => {
  const html = toMessageHtml({
    title: '😀'.repeat(500),
    lines: Array.from({ length: 300 }, (_, index) => `${index} ${'&'.repeat(900)}`),
    link: { text: 'Open', url: 'https://ponte.example/runs?key=deal:1&x=2' },
  });
  expect(seen(html).length).toBeLessThanOrEqual(4_096);
  expect(html.isWellFormed()).toBe(true);
  expect(html).toContain('… and 296 more lines.');
  expect(html).toContain('<a href="https://ponte.example/runs?key=deal:1&amp;x=2">Open</a>');
});

test('an address that is none is not a link, and nothing is never empty', () => {
  expect(toMessageHtml({ title: ' ', link: { text: 'Open', url: 'javascript:alert(1)' } })).toBe(
    '<b>–</b>\nOpen',
  );
});
