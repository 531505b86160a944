/** Where the console shows records and assets. */
import type { TargetLinks } from '../target-capabilities.ts';

/** Paths, not whole addresses: texts that hold them stay right under whatever host the console answers. */
export const consoleLinks: TargetLinks = {
  record: (entity, externalKey) => `/entities/${entity}/${encodeURIComponent(externalKey)}`,
  asset: (sha256) => `/v1/assets/${sha256}`,
};
