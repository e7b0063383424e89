import { expect, it } from 'vitest';
import { html } from './html.ts';

it('whatever is put in is escaped, in text and in attributes', () => {
  const evil = `<script>"'&`;
  expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
    '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>',
  );
});

it('parts and lists of parts stay as they are; nothing stands for nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  const list = html`<ul>
    ${items}${null}${undefined}${false}${0}
  </ul>`;
  expect(list.text.replaceAll(/\n */g, '')).toBe('<ul><li>a</li><li>&lt;b&gt;</li>0</ul>');
});
