/** Why a plan can't be approved like this: what blocks it or wasn't seen is accepted by name alone. Pure. */
import { UsageError } from '../errors.ts';
import { shownFindings } from '../messages/shown-findings.ts';
import { codesToName, type Judgement } from '../model/plan-judgement.ts';

/**
 * An approval that somebody asks for. `despite`: the codes it accepts by name;
 * `printable` makes a plan's words safe to print.
 */
export interface AskedApproval {
  readonly plan: string;
  readonly judgement: Judgement;
  readonly despite: readonly string[];
  readonly printable: (text: string) => string;
}

/**
 * Undefined when the approval stands, else UsageError: `plan-blocked` when a reason that blocks isn't accepted,
 * `plan-unaccepted` when nothing blocks and something else has to be named, `despite-unknown` for a code that is no reason.
 */
export function approvalRefusal(asked: AskedApproval): UsageError | undefined {
  return unaccepted(asked) ?? unknownCode(asked);
}

function unaccepted({ plan, judgement, despite, printable }: AskedApproval): UsageError | undefined {
  const codes = codesToName(judgement);
  const left = codes.filter((code) => !despite.includes(code));
  if (left.length === 0) return undefined;
  const open = shownFindings(judgement.reasons).filter(({ byName, code }) => byName && left.includes(code));
  const why = open.map(({ code, message }) => `${code}: ${printable(message)}`).join('; ');
  const accept = [...new Set([...despite, ...left])].map((code) => `--despite ${code}`).join(' ');
  const byName = `accept each by name: ferry plan approve ${plan} --by WHO ${accept}`;
  return judgement.verdict === 'blocked'
    ? new UsageError(`plan ${plan} is blocked: ${why}`, {
        code: 'plan-blocked',
        hint: `fix it and plan again; or ${byName}`,
      })
    : new UsageError(`plan ${plan} can be approved only by naming what nobody has seen: ${why}`, {
        code: 'plan-unaccepted',
        hint: `plan without --sample; or ${byName}`,
      });
}

function unknownCode({ plan, judgement: { reasons }, despite }: AskedApproval): UsageError | undefined {
  const unknown = despite.find((code) => !reasons.some((reason) => reason.code === code));
  if (unknown === undefined) return undefined;
  const known = [...new Set(reasons.map(({ code }) => code))].join(', ');
  const hint = known === '' ? 'there is nothing to name: leave --despite out' : `what there is to name: ${known}`;
  return new UsageError(`plan ${plan} has no finding ${unknown}`, { code: 'despite-unknown', hint });
}
