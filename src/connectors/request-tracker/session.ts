/** Signs in to Request Tracker by name and password: its web session works for REST2 and needs no bcrypt for each call. */
import { StuckError } from '../../errors.ts';
import type { Secret } from '../../model/secret.ts';
import type { Session } from '../http/session.ts';
import type { Http } from '../http.ts';

/** Who signs in. The password is revealed within the form that is sent, and kept nowhere. */
export interface Account {
  readonly user: string;
  /** Read anew for each signing in. */
  readonly password: () => Secret;
}

/**
 * RT answers 200 with a cookie whether the password was right or not: the first call with that cookie shows it. A token can't
 * open a session. `http` is a client of the web address.
 */
export function webSession(http: Http, web: string, account: Account): Session {
  const home = `${new URL(web).pathname.replace(/\/+$/, '')}/`;
  return {
    open: async () => {
      const form = new URLSearchParams({ user: account.user, pass: account.password().reveal() });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
      const answer = await http.stream({ method: 'POST', path: '/', headers, body: form.toString() });
      for await (const _ of answer.body);
      const cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
      if (cookie === '') throw noSession(web);
      return { cookie };
    },
    // RT answers an expired cookie with a redirect to the front page instead of a 401.
    asksAgain: (location) => {
      const to = URL.canParse(location, web) ? new URL(location, web).pathname : '';
      return to === home || to.endsWith('/NoAuth/Login.html');
    },
  };
}

function noSession(web: string): StuckError {
  return new StuckError('Request Tracker opened no session', {
    code: 'auth-refused',
    at: `POST ${web}/`,
    hint: 'check `url:`: signing in by password needs the address of its web pages; or use `token:`',
  });
}
