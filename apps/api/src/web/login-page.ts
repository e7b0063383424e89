import type { Addresses } from '../addresses.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

interface LoginPageParts {
  readonly addresses: Addresses;
  /** Where to go afterwards: a path of this server. */
  readonly next: string;
  readonly login?: string;
  readonly problem?: string;
}

export function renderLoginPage({ addresses, next, login = '', problem }: LoginPageParts): string {
  return renderPage({
    title: 'Log in',
    addresses,
    body: html`<section class="card narrow">
      <h1>Log in</h1>
      ${problem !== undefined && html`<p class="alert" role="alert">${problem}</p>`}
      <form method="post" action="${addresses.prefix}/login" class="stack">
        <input type="hidden" name="next" value="${next}" />
        <label>
          Login
          <input
            name="login"
            value="${login}"
            autocomplete="username"
            required
            autofocus
            maxlength="100"
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxlength="200"
          />
        </label>
        <button>Log in</button>
      </form>
    </section>`,
  });
}
