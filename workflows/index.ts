/** The list of workflows, which Temporal bundles. */
export { lane } from './lane.ts';
export { migrate } from './migrate.ts';
