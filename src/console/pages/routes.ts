/** The console's pages. */
import type { App, ConsoleParts } from '../parts.ts';

export function pageRoutes(_app: App, _parts: ConsoleParts): void {}
