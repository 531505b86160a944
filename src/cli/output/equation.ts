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
  const sum = chain(settlements, proven);
  const rest = hows.length > HOWS ? `; and ${hows.length - HOWS} more in the same ways` : '';
  const how = `Counted independently of reading: ${hows.slice(0, HOWS).join('; ')}${rest}.`;
  return [`${verdictOn(sum, { proven, broken: broken.length > 0 })} ${sum}.`, pc.dim(how), ...broken];
}

/** A lane may have differences although its figures agree: they are about single records. */
function verdictOn(sum: string, { proven, broken }: { readonly proven: boolean; readonly broken: boolean }): string {
  if (broken) return pc.red(sum.includes('≠') ? 'The sum does not close:' : 'Not settled, though the sum closes:');
  return proven ? pc.green('The sum closes:') : 'Unproven:';
}

type Figure = (lane: LaneSettlement) => number;

const ended: Figure = ({ outcomes }) => Object.values(outcomes).reduce((a, b) => a + b, 0);
// Closing means counted, not loaded: quarantined and excluded records are part of it.
const loaded: Figure = ({ outcomes }) => outcomes.created + outcomes.updated + outcomes.unchanged;
const read: Figure = ({ enumerated }) => enumerated;

/** Of a delta, the sources' count is about all that is known; of a whole reading, about the records read, each once. */
function chain(settlements: readonly LaneSettlement[], proven: boolean): string {
  const sum = (of: Figure) => number(settlements.reduce((total, lane) => total + of(lane), 0));
  // Lane by lane: what one lane has too many doesn't make up for what another lacks.
  const sign = (one: Figure, other: Figure) => (settlements.every((lane) => one(lane) === other(lane)) ? '=' : '≠');
  const delta = settlements.some((lane) => lane.known !== null && lane.known !== lane.distinct);
  const had: Figure = ({ known, distinct }) => (delta ? (known ?? 0) : distinct);
  const inSources: Figure = (lane) => lane.sourceCount.count ?? had(lane);
  const counted = `${proven ? sum(inSources) : 'unknown'} counted in the sources ${sign(inSources, had)} ${sum(had)}`;
  const outcomes = `${sign(read, ended)} ${sum(ended)} with exactly one outcome, ${sum(loaded)} of them loaded`;
  if (delta) return `${counted} known since the last full run; ${sum(read)} read now ${outcomes}`;
  const again = settlements.every((lane) => read(lane) === lane.distinct)
    ? ''
    : `; ${sum(read)} record versions, some of records that changed meanwhile,`;
  return `${counted} read${again} ${outcomes}`;
}
