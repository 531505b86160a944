/** Sessions: for systems that are signed in to once with a password, and accept the session (a cookie) until it ends. */
import type { IncomingHttpHeaders } from 'node:http';

/** How one system is signed in to; safe to repeat. What `open` returns is kept in memory alone. */
export interface Session {
  /** Signs in and returns the headers of the session. Called again when the session has ended. */
  open(): Promise<Readonly<Record<string, string>>>;
  /** Whether a redirect to `location` asks for signing in. A 401 always does. */
  asksAgain?(location: string): boolean;
}

/** One session as it was opened; `serial` distinguishes it from those before and after. */
interface Opened {
  readonly serial: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One session for all calls of a client, never signed out of. `current` and `after` throw what signing in does. */
export interface KeptSession {
  /** The session now open, or a new one. Callers that come at once share one signing in. */
  current(): Promise<Opened>;
  /** A session that isn't `ended`: a new one, unless somebody opened one meanwhile. */
  after(ended: Opened): Promise<Opened>;
  /** Whether an answer asks for signing in: a 401, or a redirect that the system uses for it. */
  isOver(answer: { readonly status: number; readonly headers: IncomingHttpHeaders }): boolean;
}

/** A sign-in that failed isn't kept: the next call signs in again, with the password as it is then. */
export function keepSession(session: Session): KeptSession {
  let serial = 0;
  let kept: Promise<Opened> | undefined;
  const open = async (): Promise<Opened> => {
    serial += 1;
    return { serial, headers: await session.open() };
  };
  const current = () => {
    if (kept !== undefined) return kept;
    const opening = open();
    kept = opening;
    opening.catch(() => {
      if (kept === opening) kept = undefined;
    });
    return opening;
  };
  return {
    current,
    after: (ended) => {
      // Of several calls that were refused for an ended session, only the first discards it.
      if (ended.serial === serial) kept = undefined;
      return current();
    },
    isOver: ({ status, headers }) => {
      if (status === 401) return true;
      const to = headers.location;
      return status >= 300 && status < 400 && to !== undefined && session.asksAgain?.(to) === true;
    },
  };
}
