/** Checks on answers of REST2. */
import { FatalError } from '../../errors.ts';

/** The error for an answer of another shape than this version of RT gives. */
export function unshaped(path: string, what: string): FatalError {
  return new FatalError(`Request Tracker answered with ${what}`, {
    code: 'answer-shape',
    at: `GET ${path.split('?')[0]}`,
    hint: 'check `url:` and the version of Request Tracker: ferry check',
  });
}
