/** In which zone a person sees times: chosen once in a browser, since a page without scripts can't ask it. */
import { z } from 'zod';
import type { App, ConsoleContext } from '../context.ts';
import { html } from './html.ts';
import { OWN_ZONE, ZONES, zoneOr } from './times.ts';
import { answerPage, requireOwnForm, visitorOf, ZONE_COOKIE } from './visit.ts';

/** Seconds for which a browser remembers the choice. */
const LASTS = 365 * 24 * 3600;

const zoneForm = z.object({ form: z.string().max(200), zone: z.string().max(64) });

/** Open to everybody who is logged in; changes nothing but the person's own cookie. */
export function zoneRoutes(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/zone',
    schema: { hide: true },
    handler: async (request, reply) => {
      const body = zonePage(visitorOf(request, context));
      return answerPage(request, reply, { context, title: 'Time zone', body });
    },
  });
  app.route({
    method: 'POST',
    url: '/zone',
    schema: { hide: true, body: zoneForm },
    handler: async (request, reply) => {
      const { form, zone } = request.body;
      visitorOf(request, context);
      requireOwnForm(request, context, form);
      const kept = { path: '/', httpOnly: true, sameSite: 'strict', maxAge: LASTS } as const;
      return reply.setCookie(ZONE_COOKIE, zoneOr(zone), kept).redirect('/', 303);
    },
  });
}

function zonePage({ zone, formToken }: { readonly zone: string; readonly formToken: string }) {
  return html`<form class="card login" method="post" action="/zone">
    <h1>Time zone</h1>
    <input type="hidden" name="form" value="${formToken}">
    <label>Show times in<select name="zone">${ZONES.map(
      (each) => html`<option${each === zone && html` selected`}>${each}</option>`,
    )}</select></label>
    <p class="hint">This browser remembers it. Before anybody chooses, times are shown in the zone of the machine that the
      console runs on (${OWN_ZONE}). Point at a time to see it in UTC, in which all of them are kept.</p>
    <button>Save</button>
  </form>`;
}
