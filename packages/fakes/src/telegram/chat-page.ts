/** A page on which a person talks to the bot: everything goes through the control port. */
export const chatPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Telegram on your desk</title>
<style>
  body { font: 16px/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 42rem; padding: 1rem; color-scheme: light dark }
  nav { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1rem }
  [aria-pressed=true] { font-weight: 700 }
  ol { list-style: none; padding: 0; display: grid; gap: .5rem }
  li { border: 1px solid #8886; border-radius: .8rem; padding: .5rem .8rem; max-width: 85%; white-space: pre-wrap; overflow-wrap: anywhere }
  li.mine { justify-self: end; background: #3b82f622 }
  li small { opacity: .7; display: block }
  li img { max-width: 100%; display: block }
  form { display: flex; gap: .5rem; position: sticky; bottom: 0; padding: .5rem 0; background: Canvas }
  input { flex: 1 } input, button { font: inherit; padding: .4rem .7rem }
</style>
<h1>Telegram on your desk</h1>
<nav id="chats" aria-label="Chats"></nav>
<p id="toast" role="status"></p>
<ol id="messages" aria-live="polite"></ol>
<form id="write"><input id="text" aria-label="Message" placeholder="/status" required><button>Send</button></form>
<script type="module">
  let chat;
  let drawn = '';
  const make = (tag, fields = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };
  const act = async (body) => {
    const answer = await fetch('/act', { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) toast.textContent = (await answer.json()).error;
    await look();
  };
  const buttons = (message) =>
    (message.replyMarkup?.inline_keyboard ?? []).map((row) =>
      make('div', {}, ...row.map((button) => button.url
        ? make('a', { href: button.url, target: '_blank', rel: 'noreferrer', textContent: button.text })
        : make('button', { textContent: button.text, onclick: () =>
            act({ do: 'press-button', chat, messageId: message.messageId, data: button.callback_data }) }))));
  const toItem = (message) => make('li', { className: message.fromBot ? '' : 'mine' },
    message.text,
    ...(message.file?.width ? [make('img', { src: '/file?id=' + message.file.id, alt: message.file.name })] : []),
    ...(message.file && !message.file.width ? [make('a', { href: '/file?id=' + message.file.id, download: message.file.name, textContent: message.file.name })] : []),
    make('small', { textContent: new Date(message.date * 1000).toLocaleString() + (message.editedAt ? ' · edited' : '') }),
    ...buttons(message));
  const look = async () => {
    const state = await (await fetch('/state')).json();
    chat ??= state.chats[0]?.id;
    const open = state.chats.find(({ id }) => id === chat);
    const answer = state.queries.filter((query) => query.chat === chat).at(-1)?.answer;
    const now = JSON.stringify([chat, open, answer, state.chats.length]);
    if (now === drawn) return;
    drawn = now;
    chats.replaceChildren(...state.chats.map(({ id, title, type, closed }) => {
      const button = make('button', { textContent: title + ' (' + (closed ?? type) + ')', onclick: () => { chat = id; look(); } });
      button.setAttribute('aria-pressed', String(id === chat));
      return button;
    }));
    toast.textContent = answer?.text ?? '';
    messages.replaceChildren(...(open?.messages ?? []).map(toItem));
    write.scrollIntoView();
  };
  const [chats, toast, messages, write, text] = ['chats', 'toast', 'messages', 'write', 'text'].map((id) => document.getElementById(id));
  write.onsubmit = (event) => {
    event.preventDefault();
    act({ do: 'write', chat, text: text.value });
    text.value = '';
  };
  look();
  setInterval(look, 1000);
</script>
</html>
`;
