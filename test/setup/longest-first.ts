/** The order in which files of tests begin: those that wait longest for others first, so that none is left alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = ['/test/rt/', '/test/e2e/plan', '/test/e2e/', '/test/contract/', '/test/workflows/'];

export class LongestFirst extends BaseSequencer {
  /** Within one kind, vitest's own order: failed before, slow before, large. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const kindOf = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((folder) => moduleId.includes(folder));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((one, other) => kindOf(one) - kindOf(other));
  }
}
