import type { Addresses } from '../addresses.ts';
import type { HttpProblem } from '../http/problems.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

interface ProblemPageParts {
  readonly problem: HttpProblem;
  readonly requestId: string;
  readonly addresses: Addresses;
}

/** An error for a person: what happened, what to do, and a way on. */
export function renderProblemPage({ problem, requestId, addresses }: ProblemPageParts): string {
  const { title, message, status, code } = problem;
  return renderPage({
    title,
    addresses,
    body: html`<section class="card narrow">
      <p class="quiet">${status}</p>
      <h1>${title}</h1>
      <p>${message}</p>
      <p class="actions">
        ${
          code === 'login-needed'
            ? html`<a class="button" href="${addresses.prefix}/login">Log in</a>`
            : html`<a class="button" href="${addresses.prefix}/">Go to the start page</a>`
        }
      </p>
      <p class="quiet small">Request <code>${requestId}</code></p>
    </section>`,
  });
}
