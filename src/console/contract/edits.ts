/** How people and live clients change or delete one record. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../model/json.ts';
import { api } from './registry.ts';

/** If-Match with or without quotes; absent: whatever is held. */
export const editHeaders = z.looseObject({
  'if-match': z.string().max(100).optional(),
  'edited-by': z.string().max(500).optional().register(api, { description: 'Who edits, percent-encoded UTF-8.' }),
});

/** Nobody deletes what they haven't seen. */
export const deleteHeaders = editHeaders.extend({ 'if-match': z.string().max(100) });

/** Fields that aren't in it stay as they are; null clears one. */
export const editBody = z.custom<JsonObject>(isObject, 'is not an object').register(api, {
  type: 'object',
  additionalProperties: true,
  description: 'Fields of the entity to change.',
});
