/** A visitor of the console's pages: follows no redirect, keeps no cookie but the one it is given. */

/** What a request has besides its address; with a form it is a POST. */
export interface Sent {
  readonly cookie?: string;
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/** Asks for a page, or sends a form to it. */
export async function visit(url: string, { cookie, form, headers }: Sent = {}) {
  const response = await fetch(url, {
    method: form === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: { ...(cookie === undefined ? {} : { cookie }), ...headers },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The cookie of a new session. */
export async function login(console: string, token: string, name = '值班员'): Promise<string> {
  const answer = await visit(`${console}/login`, { form: { name, token, to: '/' } });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** What an input of a page's form is filled with. */
export function fieldOf(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}
