/** Opens lanes for activities: connectors, pinned mapping, ledger and landing, as the run's plan in the ledger says. */
import type { Source, Target } from '../connectors/port.ts';
import { liveValidator, type ValidateRecord } from '../dry-run/contract/validate-record.ts';
import { dryTarget } from '../dry-run/dry-target.ts';
import { type Sampled, sampledSource } from '../dry-run/sample/sampled-source.ts';
import { FatalError } from '../errors.ts';
import { landedSource } from '../extract/landed-source.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import { type CompiledMapping, compileMapping } from '../mapping/compile.ts';
import type { LanePlan, LaneRef, RunPlan } from '../model/run.ts';
import { type ConnectOptions, connector } from '../project/connect.ts';
import { sha256 } from '../sha256.ts';

/** What lanes are opened over. Nothing of it is closed here. */
export interface LaneOpenerOptions extends ConnectOptions {
  readonly ledger: Ledger;
  readonly landing: Landing;
}

/**
 * Returns a function that opens a lane by what the ledger pinned when the run started, whatever became of the files since.
 * Plans, compiled mappings and samples are kept between calls. Throws FatalError `run-unknown`, and what connecting throws.
 */
export function laneOpener(options: LaneOpenerOptions): (ref: LaneRef, heartbeat: () => void) => Promise<LaneDeps> {
  const connect = connector(options);
  const plans = new Map<string, RunPlan>();
  const mappings = new Map<string, CompiledMapping>();
  const samples = new Map<string, Promise<Sampled>>();
  const validators = new Map<string, ValidateRecord>();
  const { ledger, landing } = options;
  return async (ref, heartbeat) => {
    const run = plans.get(ref.run) ?? (await planOf(ledger, ref.run));
    plans.set(ref.run, run);
    const lane = run.levels.flat(2).find((each) => each.lane === ref.lane) ?? unknown(`lane ${ref.lane}`);
    const mapping = mappings.get(lane.mappingHash) ?? (await pinned(ledger, lane.mappingHash));
    mappings.set(lane.mappingHash, mapping);
    const { source, target } = await connect(run.config);
    const now = () => new Date();
    const open = { options, ref, run, lane, heartbeat, samples };
    const systems = { source: sourceOf(open, source(lane.source)), target: await targetOf(open, target, validators) };
    return { run, lane, ...systems, mapping, ledger, landing, now, heartbeat };
  };
}

interface Opening {
  readonly options: Pick<LaneOpenerOptions, 'ledger' | 'landing'>;
  readonly ref: LaneRef;
  readonly run: RunPlan;
  readonly lane: LanePlan;
  readonly heartbeat: () => void;
  readonly samples: Map<string, Promise<Sampled>>;
}

/** The system itself, what has landed of it, or a sample of it. */
function sourceOf({ options, ref, run, lane, heartbeat, samples }: Opening, origin: Source): Source {
  const { ledger, landing } = options;
  if (run.reads === 'landing') return landedSource({ ref, ledger, landing, origin });
  const { sample } = lane;
  if (sample === undefined) return origin;
  return sampledSource({ ref, lane: { ...lane, sample }, origin, landing, heartbeat, remember: samples });
}

/** A plan never gets hold of anything that can write to the target. It keeps to the contract it read first. */
async function targetOf(
  { options, ref, run }: Opening,
  real: Target,
  validators: Map<string, ValidateRecord>,
): Promise<Target> {
  if (run.mode !== 'plan') return real;
  const { ledger, landing } = options;
  const validate = validators.get(run.run) ?? (await liveValidator(real));
  validators.set(run.run, validate);
  return dryTarget({ ref, instance: run.targetInstance, real, ledger, landing, validate });
}

async function planOf(ledger: Ledger, run: string): Promise<RunPlan> {
  const kept = await ledger.getRun(run);
  return kept?.plan ?? unknown(`run ${run}`);
}

async function pinned(ledger: Ledger, hash: string): Promise<CompiledMapping> {
  const pin = (await ledger.pinnedMapping(hash)) ?? unknown(`mapping ${hash}`);
  return compileMapping({ file: pin.file, text: pin.text, tables: pin.tables, sha256 });
}

function unknown(what: string): never {
  throw new FatalError(`the ledger knows no ${what}`, { code: 'run-unknown', hint: 'ferry status' });
}
