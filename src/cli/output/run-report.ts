/** What people read about a run: outcomes per lane, the equation, what was quarantined or lost, where to look. */
import pc from 'picocolors';
import type { FindingRow, LossRow, QuarantineReasonRow } from '../../ledger/records/report-rows.ts';
import type { LaneProgress, RunRow } from '../../ledger/runs/rows.ts';
import { laneFindings } from '../../messages/lane-findings.ts';
import { sentenceOf } from '../../messages/sentence.ts';
import type { ConsolePlace, Runtime } from '../runtime.ts';
import { drifted, isDrift } from './drift-lines.ts';
import { equation } from './equation.ts';
import { type NamedPlaceholder, named, outcomeOf, type Standing } from './run-outcome.ts';
import { duration, number, table } from './table.ts';
import { escapeForTerminal } from './width.ts';

/** A run as it stands or ended; the runtime is read from. */
export interface ReportRequest {
  readonly runtime: Runtime;
  readonly row: RunRow;
  readonly lanes: readonly LaneProgress[];
  readonly standing: Standing;
  /** The console to point people at; null when the target is somebody else's. */
  readonly console: ConsolePlace | null;
  /** See `Output.asTyped`. */
  readonly asTyped: (text: string) => string;
}

/** Reads what the ledger has on a run, ended or not, and makes the lines of its report. */
export async function reportRun({ runtime, ...request }: ReportRequest): Promise<string[]> {
  const { ledger, services } = runtime;
  const { row } = request;
  const [quarantined, losses, findings] = await Promise.all([
    ledger.quarantineReasons(row.run),
    ledger.losses(row.run),
    ledger.findings(row.run),
  ]);
  const { seconds } = outcomeOf(row, request, new Date());
  return reportLines({ ...request, quarantined, losses, findings, temporalUi: services.temporalUi, seconds });
}

/** All that the report shows, so that its lines can be tested without servers. */
export interface RunReport extends Omit<ReportRequest, 'runtime'> {
  readonly quarantined: readonly QuarantineReasonRow[];
  readonly losses: readonly LossRow[];
  readonly findings: readonly FindingRow[];
  readonly temporalUi: string | null;
  readonly seconds: number;
}

/** Examples shown per kind; the commands at the end show the rest. */
const EXAMPLES = 5;

/** For a terminal; texts of records are made harmless. Pure. */
export function reportLines(report: RunReport): string[] {
  const sections = [
    authorisationOf(report),
    whyFailed(report),
    remarked(report),
    outcomeTable(report.lanes),
    equation(report.row.settlements),
    placeholderLines(report),
    quarantined(report.quarantined),
    lost(report.losses),
    drifted(report.findings),
    found(report.findings),
    whereToLook(report),
  ];
  return [headline(report), ...sections.flatMap((section) => (section.length === 0 ? [] : ['', ...section]))];
}

function headline({ row, seconds }: RunReport): string {
  const word = row.state === 'settled' ? pc.green(row.state) : pc.red(row.state);
  const what = row.plan.mode === 'full' ? '' : ` (${row.plan.mode})`;
  const remarks = row.plan.remarks?.length ?? 0;
  // A source that sees less than there is agrees with itself: settled means settled as far as it may see.
  const limits = remarks === 0 ? '' : pc.yellow(`, as far as the sources see: ${plural(remarks, 'remark')} below`);
  return `Run ${pc.bold(row.run)} of ${row.plan.route}${what}: ${word} after ${duration(seconds)}${limits}`;
}

/** How a run was authorised to write into production; empty elsewhere. */
function authorisationOf({ row: { plan } }: RunReport): string[] {
  const { authorisation } = plan;
  if (authorisation === undefined) return [];
  if (authorisation.kind === 'approved')
    return [`Into production by plan ${authorisation.plan}, approved by ${escapeForTerminal(authorisation.by)}.`];
  const { by, because } = authorisation;
  return [
    pc.red(`INTO PRODUCTION WITHOUT AN APPROVED PLAN, by ${escapeForTerminal(by)}: ${escapeForTerminal(because)}`),
  ];
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function remarked({ row: { plan } }: RunReport): string[] {
  const remarks = plan.remarks ?? [];
  if (remarks.length === 0) return [];
  const lines = remarks.map(({ source, message }) => `  ${source}: ${escapeForTerminal(message)}`);
  return [pc.bold('What the sources said about themselves before the run:'), ...lines];
}

/** By entity, with names: a level without a definition, a person nobody brought. */
function placeholderLines({ standing, row }: RunReport): string[] {
  if (standing.count === 0) return [];
  const fresh = standing.rows.filter(({ run }) => run === row.run).length;
  const all = standing.rows.length < standing.count ? '' : `, ${number(fresh)} of them new in this run`;
  const lines = countBy(standing.rows.map(named), ({ entity }) => entity).map(
    ([entity, own]) => [entity, own.length, namesOf(own)] as const,
  );
  const more = standing.count - standing.rows.length;
  return [
    pc.bold(`Referred to and not there: ${plural(standing.count, 'placeholder')}${all}`),
    ...table(['entity', 'placeholders', 'for'], lines),
    ...(more > 0 ? [`  … and ${number(more)} more`] : []),
  ];
}

function namesOf(own: readonly NamedPlaceholder[]): string {
  const shown = own.slice(0, EXAMPLES).map(({ name }) => escapeForTerminal(name));
  return `${shown.join(', ')}${own.length > EXAMPLES ? ', …' : ''}`;
}

function whyFailed({ row: { failure }, asTyped }: RunReport): string[] {
  if (failure === null) return [];
  const { lane, code, message, hint, at } = failure;
  const where = at === null || message.includes(at) ? '' : ` (${escapeForTerminal(at)})`;
  const what = `${lane === null ? '' : `${lane}: `}${code}: ${escapeForTerminal(message)}${where}`;
  return [pc.red(what), ...(hint === null ? [] : [`→ ${escapeForTerminal(asTyped(hint))}`])];
}

function outcomeTable(lanes: readonly LaneProgress[]): string[] {
  const head = ['lane', 'entity', 'read', 'created', 'updated', 'unchanged', 'quarantined', 'excluded', 'superseded'];
  const rows = lanes.map(({ lane, entity, enumerated, outcomes }) => [
    lane,
    entity,
    enumerated,
    outcomes.created,
    outcomes.updated,
    outcomes.unchanged,
    outcomes.quarantined,
    outcomes.excluded,
    outcomes.superseded,
  ]);
  const [first = '', ...rest] = table(head, rows);
  return [pc.bold(first), ...rest];
}

function quarantined(rows: readonly QuarantineReasonRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => {
    const { code, records, lane, key } = row;
    return [code, records, `${lane} ${escapeForTerminal(key)}: ${escapeForTerminal(sentenceOf('problem', row))}`];
  });
  return [pc.bold('Quarantined (kept, and replayable):'), ...table(['code', 'records', 'for example'], lines)];
}

function lost(rows: readonly LossRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ lane, code, path, count, records, exampleKey, ...words }) => [
    code,
    records,
    count,
    `${lane} ${escapeForTerminal(path)}, for example ${escapeForTerminal(exampleKey)}: ${escapeForTerminal(sentenceOf('loss', { code, ...words }))}`,
  ]);
  return [pc.bold('Lost or changed on the way, and counted:'), ...table(['code', 'records', 'times', 'where'], lines)];
}

function found(all: readonly FindingRow[]): string[] {
  const told = laneFindings(all);
  const rows = all.filter(({ code }) => !isDrift(code) && !told.some((one) => one.code === code));
  if (rows.length + told.length === 0) return [];
  const whole = told.map((one) => `  ${one.code}: ${one.lane}: ${escapeForTerminal(sentenceOf('finding', one))}`);
  const shown = rows
    .slice(0, EXAMPLES)
    .map(
      ({ code, key, fields }) => `  ${code}: ${escapeForTerminal(key)} (${fields.map(escapeForTerminal).join(', ')})`,
    );
  const more = rows.length > EXAMPLES ? [`  … and ${rows.length - EXAMPLES} more`] : [];
  return [pc.bold(`Findings: ${rows.length + told.length}`), ...whole, ...shown, ...more];
}

function whereToLook({ row, quarantined, console, asTyped, temporalUi }: RunReport): string[] {
  return [
    pc.bold('Where to look:'),
    ...(console === null ? [] : consoleLine(console).map(asTyped)),
    ...(temporalUi === null || console?.kept !== true ? [] : [`  Temporal   ${temporalUi}`]),
    asTyped(`  this run   ferry status ${row.run}`),
    ...(quarantined.length === 0 ? [] : [asTyped(`  quarantine ferry quarantine list --run ${row.run}`)]),
  ];
}

/** A console that goes with this command is no place to send people to without saying how to bring it back. */
function consoleLine({ url, tokenFile, kept }: ConsolePlace): string[] {
  const where = `${url}   (token: ${tokenFile})`;
  return [kept ? `  console    ${where}` : `  console    ferry up   brings it back at ${where}`];
}

function countBy<T>(rows: readonly T[], of: (row: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
