/** One request of a test to Request Tracker's REST2, past everything of ours. */

export interface Asker {
  readonly url: string;
  readonly token: string;
}

export interface Sent {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * Answers whatever RT answered, good or not. A write isn't sent twice, so none may meet a connection that RT is just closing: each
 * request has its own.
 */
export async function askRt(
  { url, token }: Asker,
  place: string,
  { method = 'GET', body }: Sent = {},
): Promise<Response> {
  const headers = { authorization: `token ${token}`, connection: 'close' };
  if (body === undefined) return await fetch(`${url}/REST/2.0/${place}`, { method, headers });
  return await fetch(`${url}/REST/2.0/${place}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
