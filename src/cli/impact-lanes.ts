/** Which lanes a change of mappings touches: as they ran last, with the mapping files that were named. */

import path from 'node:path';
import type { LaneMappingFile } from '../dry-run/plan-context.ts';
import { UsageError } from '../errors.ts';
import type { MappingPin } from '../ledger/runs/rows.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { chosenMappings } from '../project/chosen-mappings.ts';
import type { Configuration, Route } from '../project/configuration.ts';
import type { MappingFile } from '../project/mapping-file.ts';
import { refuseDrift, routeMappings } from '../project/route-mappings.ts';
import { pinsOf } from '../runs/pins.ts';
import { kindsOf } from '../runs/prepare.ts';
import { nothingLanded } from '../runs/retry.ts';
import { ranLanes } from '../runs/retry-plan.ts';
import { shellWord } from './command-line.ts';
import type { Context } from './context.ts';

/** Lanes whose mappings say something new, or that were asked for by name. Without any there is nothing to plan. */
export interface TouchedLanes {
  readonly lanes: readonly LanePlan[];
  readonly pins: readonly MappingPin[];
  /** The mappings of the lanes, as they lie on disk. */
  readonly files: readonly LaneMappingFile[];
}

/** What the lanes are chosen from. */
export interface LaneChoice {
  readonly config: Configuration;
  readonly route: Route;
  /** Plans of the runs that loaded records into the target, newest first. */
  readonly ran: readonly RunPlan[];
  /** A mapping file or directory; left out: those of the route. */
  readonly path?: string;
  /** Only these lanes, whether their mapping changed or not; empty: those whose mapping did. */
  readonly only: readonly string[];
}

/**
 * Throws UsageError `nothing-landed`, `lane-unknown`, `mapping-invalid`, `mapping-unused` when no lane of the route reads
 * through what was named, `mapping-drift`, and what reading mappings throws.
 */
export async function touchedLanes(context: Context, choice: LaneChoice): Promise<TouchedLanes> {
  const { route, ran, only } = choice;
  const lanes = ranLanes(ran).find((one) => one.route === route.name)?.lanes ?? [];
  if (lanes.length === 0) throw nothingLanded();
  const unknown = only.find((name) => !lanes.some(({ lane }) => lane === name));
  if (unknown !== undefined) {
    const hint = `it has: ${lanes.map(({ lane }) => lane).join(', ')}`;
    throw new UsageError(`route ${route.name} has loaded no lane ${unknown}`, { code: 'lane-unknown', hint });
  }
  const files = await newMappings(context, choice);
  const fed = lanes.flatMap((lane) => withNew(lane, files));
  if (fed.length === 0) {
    const hint = `it loads: ${lanes.map(({ mapping }) => mapping).join(', ')}`;
    throw new UsageError(`no lane of ${route.name} uses what was named`, { code: 'mapping-unused', hint });
  }
  const chosen =
    only.length > 0 ? fed.filter(({ lane }) => only.includes(lane)) : fed.filter((lane) => isNew(lane, choice));
  const pins = pinsOf(files.values());
  const used = chosen.flatMap(({ lane, mapping }): LaneMappingFile[] => {
    const file = files.get(lane) ?? files.get(mapping);
    return file === undefined ? [] : [{ ...file, lane }];
  });
  return { lanes: chosen, pins, files: used };
}

/** By lane; by name of the mapping for files that were named. */
async function newMappings(context: Context, { config, route, path: named }: LaneChoice): Promise<Files> {
  if (named === undefined) {
    const mappings = await routeMappings(route, kindsOf(config));
    refuseDrift(mappings);
    return new Map(mappings.map((one) => [`${one.source}.${one.mapping.name}`, one]));
  }
  const chosen = await chosenMappings([named], context);
  const files = chosen.flatMap(({ read, file }): readonly MappingFile[] => {
    const [broken] = file === null ? read.broken : read.broken.filter((one) => one.file === file);
    if (broken !== undefined) {
      const hint = `ferry mapping check ${shellWord(path.normalize(named))}`;
      throw new UsageError(broken.error.message, { code: 'mapping-invalid', at: broken.file, hint });
    }
    return file === null ? read.used : [...read.used, ...read.older].filter((one) => one.file === file);
  });
  refuseDrift(files);
  return new Map(files.map((one) => [one.mapping.name, one]));
}

type Files = ReadonlyMap<string, MappingFile>;

function withNew(lane: LanePlan, files: Files): readonly LanePlan[] {
  const mapping = (files.get(lane.lane) ?? files.get(lane.mapping))?.mapping;
  if (mapping === undefined || mapping.to !== lane.entity) return [];
  return [{ ...lane, mappingVersion: mapping.version, mappingHash: mapping.hash }];
}

/** A run over the landing may have loaded a few records only: for the others the mapping stays new until a run reads the sources with it. */
function isNew({ lane, mappingHash }: LanePlan, { route, ran }: LaneChoice): boolean {
  for (const plan of ran.filter((one) => one.route === route.name)) {
    const before = plan.levels.flat(2).find((one) => one.lane === lane);
    if (before === undefined) continue;
    if (before.mappingHash !== mappingHash) return true;
    if (plan.mode !== 'retry') return false;
  }
  return true;
}
