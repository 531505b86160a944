/** The frame of every page: navigation, search, who is logged in. */
import type { FastifyReply } from 'fastify';
import { type Content, type Html, html } from './html.ts';
import { NAVIGATION, pluralOf } from './words.ts';

/** Who a page is made for. */
export interface Visitor {
  readonly name: string;
  readonly mayEdit: boolean;
  /** IANA zone in which times are shown. */
  readonly zone: string;
  /** What this visitor's forms must contain. */
  readonly formToken: string;
}

interface Page {
  readonly title: string;
  readonly body: Html;
  readonly console: string;
  /** Nobody: the login page. */
  readonly visitor?: Visitor;
  /** The entity whose entry in the navigation is highlighted. */
  readonly here?: string;
}

/** No scripts at all; styles, images and forms of our own only. */
const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Sends a page with the policy that lets no script run; nothing of it is cached. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .headers({ 'content-security-policy': CSP, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${frame(page).html}`);
}

function frame({ title, body, console, visitor, here }: Page): Html {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${title} · ${console}</title>
      <link rel="stylesheet" href="/console.css">
    </head>
    <body>
      <header class="top">
        <a class="brand" href="/">${console}</a>
        ${visitor && menu(visitor)}
      </header>
      ${visitor && navigation(here)}
      <main>${body}</main>
    </body>
  </html>`;
}

function menu(visitor: Visitor): Content {
  return html`<nav class="who" aria-label="You">
    <a href="/outbox">Outbox</a>
    <a href="/docs">API</a>
    <a href="/zone" title="Times are shown in this zone">${visitor.zone}</a>
    <span class="name">${visitor.name}</span>
    <form method="post" action="/logout">
      <input type="hidden" name="form" value="${visitor.formToken}"><button class="quiet">Log out</button>
    </form>
  </nav>`;
}

function navigation(here: string | undefined): Content {
  return html`<nav class="sections" aria-label="Records">
    ${NAVIGATION.flatMap(({ entities }) => entities).map(
      (entity) =>
        html`<a href="/entities/${entity}"${entity === here && html` aria-current="page"`}>${pluralOf(entity)}</a>`,
    )}
  </nav>`;
}
