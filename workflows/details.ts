/** What Temporal's own pages show of a run and its lanes: short Markdown, counts and needs, never a record. */
import { OUTCOMES, type OutcomeCounts } from '../src/model/outcome.ts';
import type { LaneStatus, Need, RunStatus } from './status.ts';

/** Markdown, nothing escaped. No values of records; a need may name fields as the source calls them. */
export function laneDetails(status: LaneStatus): string {
  const lines = [`**${status.lane}** ${status.state}, ${status.batches} batches`, countsLine(status.counts)];
  return [...lines, ...needLines(status.need)].join('\n\n');
}

/** Markdown, nothing escaped: a line for each of `lanes`, in their order, those that haven't begun included. */
export function runDetails(status: RunStatus): string {
  const rows = status.lanes.map((lane) => `| ${lane.lane} | ${lane.state} | ${lane.need?.message ?? ''} |`);
  const state = status.paused ? `${status.phase}, paused` : status.phase;
  return [`**${status.run}** ${state}`, '', '| lane | state | needs |', '|---|---|---|', ...rows].join('\n');
}

function countsLine(counts: OutcomeCounts): string {
  const parts = OUTCOMES.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return parts.length === 0 ? 'nothing loaded yet' : parts.join(' · ');
}

function needLines(need: Need | null): string[] {
  if (need === null) return [];
  const where = need.at === null ? '' : ` (${need.at})`;
  return [`Needs a person (\`${need.code}\`): ${need.message}${where}`, need.hint ?? 'Then resume the run.'];
}
