import type { LaneDeps } from './deps.ts';

export declare function patchReferences(deps: LaneDeps): Promise<{ patched: number; dangling: number }>;
