/** What is known before a plan begins and belongs into its report: the target, locks, limits, failed examples, a changed contract. */

import type { TargetInfo } from '../connectors/port.ts';
import { runExamples } from '../mapping/examples/examples.ts';
import { finding } from '../messages/make.ts';
import type { PlanFinding } from '../model/finding.ts';
import type { PlanContext } from '../model/run.ts';
import type { Connected } from '../project/connect.ts';
import { goldenFiles } from '../project/golden-files.ts';
import { readMappingDir } from '../project/mapping-directory.ts';
import type { DirectoryLocation, MappingFile } from '../project/mapping-file.ts';
import { contractFindings } from './contract/compare-contracts.ts';

/** A mapping by the lane that uses it. */
export interface LaneMappingFile extends MappingFile {
  readonly lane: string;
}

/** What the context of a plan is worked out from. `target` is asked what it takes, and nothing else. */
export interface PlanContextRequest {
  readonly target: Connected['target'];
  readonly info: TargetInfo;
  readonly mappings: readonly LaneMappingFile[];
  /** Directories whose golden records count. */
  readonly dirs: readonly DirectoryLocation[];
  readonly quarantineLimit: number;
}

/** Asks the target what it takes; writes nothing. Throws what asking throws, and UsageError `golden-invalid`. */
export async function planContext(request: PlanContextRequest): Promise<PlanContext> {
  const { target, info, mappings, quarantineLimit } = request;
  const { kind, version, production } = info;
  const live = await target.contract?.();
  const used = mappings.map(({ lane, file, mapping }) => ({ ...mapping.facts, lane, file }));
  return {
    target: { kind, version, production },
    locks: Object.fromEntries(mappings.map(({ lane, lock }) => [lane, lock])),
    quarantineLimit,
    findings: [
      ...(live === undefined ? [] : contractFindings(live, used)),
      ...mappings.flatMap(failedExamples),
      ...(await failedGolden(request)),
    ],
  };
}

function failedExamples({ lane, file, mapping }: LaneMappingFile): PlanFinding[] {
  return runExamples(mapping).map(({ example, differences }) =>
    finding({ weight: 'block', code: 'example-failed', params: { file, example, differences }, lane }),
  );
}

async function failedGolden({ dirs, mappings }: PlanContextRequest): Promise<PlanFinding[]> {
  const files = (await Promise.all(dirs.map(async (dir) => goldenFiles(await readMappingDir(dir))))).flat();
  return files.flatMap(({ file, mapping, outcomes }) => {
    const lane = mappings.find((one) => one.mapping.name === mapping)?.lane;
    const failed = outcomes.filter(({ differences }) => differences.length > 0);
    if (lane === undefined || failed.length === 0) return [];
    const params = { file, count: failed.length, names: failed.slice(0, 5).map((outcome) => outcome.case.name) };
    return [finding({ weight: 'block', code: 'golden-failed', params, lane })];
  });
}
