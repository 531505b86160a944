/** Types of install.mjs, which stays plain JavaScript because it runs before TypeScript can. */
export function ensureInstalled(purpose?: 'use' | 'test', root?: string): void;
export function reasonToInstall(purpose: 'use' | 'test', root: string): string | undefined;
