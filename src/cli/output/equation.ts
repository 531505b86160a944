/** A run's equation as a line: what the sources count, what was read of it, and that each record has one outcome. */
import pc from 'picocolors';
import type { LaneSettlement } from '../../model/settlement.ts';
import { number } from './table.ts';

/** Ways of counting that are spelled out. */
const HOWS = 3;

/** The denominator was counted another way than by reading; that is what makes the equation worth something. */
export function equation(settlements: readonly LaneSettlement[]): string[] {
  if (settlements.length === 0) return [];
  const proven = settlements.every(({ sourceCount, known }) => sourceCount.count !== null && known !== null);
  const hows = [...new Set(settlements.map(({ sourceCount }) => sourceCount.how))];
  const broken = settlements.flatMap(({ lane, differences }) =>
    differences.map((each) => pc.red(`  ${lane}: ${each}`)),
  );
  const verdict =
    broken.length > 0 ? pc.red('The sum does not close:') : proven ? pc.green('The sum closes:') : 'Unproven:';
  const rest = hows.length > HOWS ? `; and ${hows.length - HOWS} more in the same ways` : '';
  const how = `Counted independently of reading: ${hows.slice(0, HOWS).join('; ')}${rest}.`;
  return [`${verdict} ${chain(settlements, proven)}.`, pc.dim(how), ...broken];
}

/** Of a delta, the sources' count is about all that is known; of a whole reading, about the records read, each once. */
function chain(settlements: readonly LaneSettlement[], proven: boolean): string {
  const sum = (of: (lane: LaneSettlement) => number) =>
    number(settlements.reduce((total, lane) => total + of(lane), 0));
  const counted = `${proven ? sum(({ sourceCount }) => sourceCount.count ?? 0) : 'unknown'} counted in the sources`;
  const read = sum(({ enumerated }) => enumerated);
  const all = sum(({ outcomes }) => Object.values(outcomes).reduce((a, b) => a + b, 0));
  // Closing means counted, not loaded: quarantined and excluded records are part of it.
  const loaded = sum(({ outcomes }) => outcomes.created + outcomes.updated + outcomes.unchanged);
  const ended = `${all} with exactly one outcome, ${loaded} of them loaded`;
  const distinct = sum((lane) => lane.distinct);
  if (settlements.some((lane) => lane.known !== null && lane.known !== lane.distinct)) {
    return `${counted} = ${sum(({ known }) => known ?? 0)} known since the last full run; ${read} read now = ${ended}`;
  }
  const again = read === distinct ? '' : `; ${read} record versions, some of records that changed meanwhile,`;
  return `${counted} = ${distinct} read${again} = ${ended}`;
}
