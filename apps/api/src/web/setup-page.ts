import type { Addresses } from '../addresses.ts';
import { MIN_PASSWORD_LENGTH } from '../auth/passwords.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

interface SetupPageParts {
  readonly addresses: Addresses;
  readonly token: string;
  /** Set when the link resets this user's password; else it makes the first administrator. */
  readonly forLogin: string | null;
  readonly login?: string;
  readonly problem?: string;
}

/** The page behind a one-time link. */
export function renderSetupPage(parts: SetupPageParts): string {
  const { addresses, token, forLogin, login = '', problem } = parts;
  const title = forLogin === null ? 'Welcome to Ponte' : 'Choose a new password';
  return renderPage({
    title,
    addresses,
    body: html`<section class="card narrow">
      <h1>${title}</h1>
      <p class="quiet">
        ${
          forLogin === null
            ? 'This link makes the first administrator and works once.'
            : html`For <strong>${forLogin}</strong>. All open sessions of this login end.`
        }
      </p>
      ${problem !== undefined && html`<p class="alert" role="alert">${problem}</p>`}
      <form method="post" action="${addresses.prefix}/setup" class="stack">
        <input type="hidden" name="token" value="${token}" />
        ${
          forLogin === null &&
          html`<label>
            Login
            <input
              name="login"
              value="${login}"
              autocomplete="username"
              required
              autofocus
              maxlength="100"
            />
          </label>`
        }
        <label>
          Password
          <input
            name="password"
            type="password"
            autocomplete="new-password"
            required
            maxlength="200"
          />
          <span class="quiet small"
            >At least ${MIN_PASSWORD_LENGTH} characters; a sentence is a good one.</span
          >
        </label>
        <button>${forLogin === null ? 'Make me administrator' : 'Set the password'}</button>
      </form>
    </section>`,
  });
}

/** For a link that is used up, expired or mistyped. */
export function renderDeadLinkPage(addresses: Addresses): string {
  return renderPage({
    title: 'This link no longer works',
    addresses,
    body: html`<section class="card narrow">
      <h1>This link no longer works</h1>
      <p>
        It was used, it is older than a day, or it was not copied whole. An administrator makes a
        new one with <code>npm run ponte -- user reset-password &lt;login&gt;</code>; while there
        are no users at all, restarting the api prints a new one.
      </p>
      <p class="actions"><a class="button" href="${addresses.prefix}/login">Log in</a></p>
    </section>`,
  });
}
