/** What every command is given: where things are kept, the environment, and where its output goes. */
import path from 'node:path';
import { type Caller, callerOf } from './command-line.ts';
import { type Output, openOutput } from './output/output.ts';

/** The same for every command, so that a test can run one with a home and an environment of its own. */
export interface Context {
  /** FERRY_HOME, absolute. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** The configuration file as the user named it. */
  readonly config: string;
  readonly output: Output;
  readonly caller: Caller;
}

/** The options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly config?: string;
}

/** Opens and creates nothing. Whether output is live is asked of the program itself. */
export function contextOf(options: CommonOptions, env: NodeJS.ProcessEnv): Context {
  const caller = callerOf({
    ...{ script: process.argv[1] ?? '', cwd: process.cwd(), platform: process.platform },
    ...{ env, config: options.config },
  });
  return {
    home: path.resolve(env.FERRY_HOME || '.ferry'),
    env,
    config: options.config ?? 'ferry.yaml',
    output: openOutput(options.json === true, caller),
    caller,
  };
}
