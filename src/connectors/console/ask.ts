/** Calls of the import contract, each with the shape that its answer must have. */
import type { z } from 'zod';
import { FatalError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Http, HttpCall } from '../http.ts';

/** Makes one call and parses its answer. Throws FatalError `answer-misfit`, and what the HTTP client throws. */
export type Ask = <T>(call: HttpCall, shape: z.ZodType<T>) => Promise<T>;

/** Asks over one HTTP client. */
export function askOver(http: Http): Ask {
  return async (call, shape) => parseAnswer(shape, (await http.json(call)).body, call);
}

/** A GET call of a path, its query encoded. */
export function get(path: string, query: Readonly<Record<string, string>> = {}): HttpCall {
  const search = new URLSearchParams(query).toString();
  return { method: 'GET', path: search === '' ? path : `${path}?${search}` };
}

/** The body in its expected shape. Throws FatalError `answer-misfit`. */
export function parseAnswer<T>(shape: z.ZodType<T>, body: JsonValue, call: HttpCall): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw misfit(call);
}

/** The error for an answer that doesn't fit the contract. */
export function misfit(call: HttpCall): FatalError {
  return new FatalError('the console answered in a shape its contract does not have', {
    code: 'answer-misfit',
    at: `${call.method} ${call.path.replace(/\?.*$/, '')}`,
    hint: 'check that `url:` leads to a console of a version this Ferry knows',
  });
}
