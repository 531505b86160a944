/** The problem answers of a route, for its schema. */
import type { z } from 'zod';
import { problemSchema } from './contract/problems.ts';

const WHY: Readonly<Record<number, string>> = {
  400: 'The request is not what the contract says.',
  401: 'A bearer token is required.',
  403: 'The token may not do that, or the console was reached under a foreign name.',
  404: 'There is no such record.',
  409: 'In flight, or the run is closed.',
  410: 'The record was deleted.',
  412: 'The record has another etag.',
  413: 'The body is too large.',
  415: 'The media type is not understood.',
  422: 'The request can be read but not carried out.',
  423: 'The console is frozen.',
  428: 'If-Match is required.',
  503: 'Try again later.',
};

/** One entry per status, all with the same shape. */
export function problems(...statuses: readonly number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: WHY[status] ?? 'A problem.', content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}

/** An answer that is sent as finished JSON text: its schema only documents it. */
export function wireJson(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}
