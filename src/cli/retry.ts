/** ferry quarantine retry: maps quarantined records again, with today's mapping files, and loads them from what landed. */
import { chooseRoute, loadConfig } from '../project/configuration.ts';
import { refuseDrift, routeMappings } from '../project/route-mappings.ts';
import { kindsOf } from '../runs/prepare.ts';
import { prepareRetry, retriedRoute } from '../runs/retry.ts';
import { authorised } from './authorised.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { atTarget, runLanded } from './landing-runs.ts';

export interface QuarantineRetryOptions extends CommonOptions {
  readonly run?: string;
  readonly route?: string;
  readonly lane?: string;
  readonly code?: string;
  /** Why a production target is written into without an approved plan. */
  readonly withoutPlan?: string;
}

/** Records that load leave the list; the others stay in it, with today's reason. Nothing is read from any source. */
export async function quarantineRetry(context: Context, options: QuarantineRetryOptions): Promise<ExitCode> {
  const { withoutPlan, run, lane, code } = options;
  const config = await loadConfig(context.config, context.env);
  return atTarget(context, config, async (session) => {
    const { runtime, targetInstance, target, contract } = session;
    const { ledger } = runtime;
    const route = chooseRoute(config, await retriedRoute(ledger, targetInstance, options));
    const mappings = await routeMappings(route, kindsOf(config));
    refuseDrift(mappings);
    const prepared = await prepareRetry({
      ...{ ledger, targetInstance, route: route.name, config: config.file, mappings, now: new Date() },
      ...(run !== undefined && { run }),
      ...(lane !== undefined && { lane }),
      ...(code !== undefined && { code }),
    });
    for (const name of prepared.unfed) {
      context.output.note(`no mapping feeds ${name} any more; its records stay quarantined`);
    }
    if (prepared.run === null) return nothingToRetry(context);
    const asked = { ledger, target, plan: { ...prepared.run.plan, contract } };
    const plan = await authorised(context, { ...asked, ...(withoutPlan !== undefined && { withoutPlan }) });
    const runs = [{ ...prepared.run, plan }];
    const { exit, outcomes } = await runLanded(context, session, { runs, decided: async () => undefined });
    context.output.give(outcomes[0]);
    return exit;
  });
}

function nothingToRetry({ output }: Context): ExitCode {
  output.say('Nothing is quarantined that could be tried again.');
  output.give({ run: null, entities: {} });
  return EXIT.done;
}
