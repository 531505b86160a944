/** ferry doctor: what Ferry stands on here, what is missing, and what to type. */
import pc from 'picocolors';
import { inspectServices } from '../embedded/doctor.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { table } from './output/table.ts';
import { liveUp } from './up-file.ts';

const MARK = { ok: pc.green('ok'), warn: pc.yellow('warn'), missing: pc.red('missing') } as const;

/** Exits 3 when something is missing without which Ferry can't work. */
export async function doctor({ home, env, output }: Context, _options: CommonOptions): Promise<ExitCode> {
  const findings = await inspectServices({ home, env });
  const up = await liveUp(home);
  for (const line of table(
    ['', 'part', 'found'],
    findings.map(({ name, state, found }) => [MARK[state], name, found]),
  )) {
    output.say(line);
  }
  for (const { name, hint } of findings.filter((finding) => finding.hint !== ''))
    output.say(output.asTyped(`→ ${name}: ${hint}`));
  output.say(up === null ? 'Nothing is kept up here.' : `Up: console at ${up.console.url}`);
  const missing = findings.some(({ state }) => state === 'missing');
  output.give({ ok: !missing, findings, up: up === null ? null : { pid: up.pid, console: up.console } });
  return missing ? EXIT.blocked : EXIT.done;
}
