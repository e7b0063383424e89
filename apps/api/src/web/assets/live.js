// Keeps the page fresh while somebody looks at it; rests when hidden, paused or being typed in.
const EVERY_MS = 5_000;
const sign = document.getElementById('live');
let isPaused = false;

const button = document.createElement('button');
button.className = 'plain small';
button.type = 'button';
const label = () => {
  button.textContent = isPaused ? 'Update again' : 'Pause updates';
};
button.addEventListener('click', () => {
  isPaused = !isPaused;
  label();
});
label();
const attach = () => {
  const place = document.getElementById('live');
  if (place) place.replaceChildren(' · ', button);
};
if (sign) attach();

const isBusy = () => {
  const focused = document.activeElement;
  const isTyping = focused && focused.closest('main form, main summary');
  return (
    isPaused || document.hidden || isTyping || document.querySelector('main details.ask[open]')
  );
};

setInterval(async () => {
  if (isBusy()) return;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // Asked again: whoever has clicked since keeps what is under the finger.
    if (isBusy()) return;
    const isClosed = document.querySelector('main details.recent:not([open])');
    if (isClosed) for (const part of fresh.querySelectorAll('details.recent')) part.open = false;
    document.getElementById('main').replaceChildren(...fresh.getElementById('main').children);
    attach();
  } catch {
    // The server is away: the page keeps its last state and tries again.
  }
}, EVERY_MS);
