/** What the commands on mapping files have in common. */
import type { CommonOptions } from './context.ts';

/** Options of a command that takes directories and files. */
export interface PathOptions extends CommonOptions {
  readonly paths: readonly string[];
}
