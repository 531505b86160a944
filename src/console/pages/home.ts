/** The first page: what is here, and the login. */
import type { Counts } from '../totals.ts';
import { type Content, type Html, html } from './html.ts';
import { NAVIGATION, pluralOf } from './words.ts';

/** Records of every entity, by section. */
export function homePage(counts: Counts): Html {
  return html`<h1>What is here</h1>
    <div class="cards">
      ${NAVIGATION.map(
        ({ title, entities }) => html`<section class="card">
          <h2>${title}</h2>
          <ul class="counts">
            ${entities.map(
              (entity) => html`<li>
              <a href="/entities/${entity}">${pluralOf(entity)}</a>
              <span class="number">${counts[entity].live.toLocaleString('en')}</span>
              ${counts[entity].tombstoned > 0 && html`<span class="hint">${counts[entity].tombstoned} deleted</span>`}
            </li>`,
            )}
          </ul>
        </section>`,
      )}
    </div>`;
}

/** `to`: where to go afterwards; the route has checked that it is an address of ours. */
export function loginPage(to: string, problem: Content): Html {
  return html`<form class="card login" method="post" action="/login">
    <h1>Log in</h1>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <label>Your name<input name="name" autocomplete="name" required maxlength="100"></label>
    <label>Token<input name="token" type="password" autocomplete="current-password" required></label>
    <p class="hint">The token is in the file <code>console.token</code> (or <code>console-read.token</code>, to look only)
      that the console named when it started.</p>
    <input type="hidden" name="to" value="${to}">
    <button>Log in</button>
  </form>`;
}

/** What went wrong, in words. */
export function problemPage(title: string, detail: string | undefined): Html {
  return html`<h1>${title}</h1>${detail && html`<p>${detail}</p>`}<p><a href="/">Back to the start</a></p>`;
}
