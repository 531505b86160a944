/** What the OpenAPI document says about schemas beside their shape. */
import { z } from 'zod';

/** JSON Schema keywords by zod schema, such as a description; those with an `id` become components of the document. */
export const api = z.registry<{ readonly [key: string]: unknown; readonly id?: string | undefined }>();
