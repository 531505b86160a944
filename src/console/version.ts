/** The version the console reports: the package's own. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** `1.2.3` */
export const VERSION = z.object({ version: z.string() }).parse(manifest).version;
