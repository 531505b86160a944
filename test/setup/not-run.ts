/** A reporter that names every test that was skipped, and why: one that didn't run is not one that passed. */
import type { Reporter, TestModule } from 'vitest/node';

export class NotRun implements Reporter {
  /** Writes one line for each; nothing when all ran. */
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const reason = result.state === 'skipped' && result.note ? result.note : 'it gave no reason';
        process.stderr.write(`NOT RUN: ${module.relativeModuleId}: ${test.fullName}: ${reason}\n`);
      }
    }
  }
}
