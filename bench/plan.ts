/** What a dry run costs beside the run it is about: the same rows planned, run, planned again and weighed against the landing, in one home. */
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Measured, measure } from './measure.ts';
import { writeTickets } from './tickets.ts';

const rows = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(path.join(tmpdir(), 'ferry-bench-'));
// Open to the account that PostgreSQL runs under when we are root: its data stays below, and goes with it.
await chmod(dir, 0o755);
const config = path.join(dir, 'ferry.yaml');
const home = path.join(dir, 'home');

interface Answer {
  readonly plan: string;
  readonly report: string;
  readonly seconds: number;
  readonly settled: boolean;
}

try {
  await writeTickets(path.join(dir, 'ticket.csv'), rows);
  await writeFile(config, configuration());
  const before = await command('plan');
  const run = await command('run');
  const after = await command('plan');
  const sample = await command('plan', '--sample', '500');
  const impact = await command('mapping', 'impact', '--lane', 'bench.ticket');
  const again = await measure(['plan', 'report', before.answer.plan, '--json', '--config', config], home);
  show('run', run);
  show('plan before it, everything new', before);
  show('plan after it, everything unchanged', after);
  show('plan of a sample of 500', sample);
  show('mapping impact over the landing', impact);
  console.log(
    `report and CSV made again from the facts kept (plan report): ${again.wall.toFixed(1)} s, peak ${again.peakMB} MB`,
  );
  for (const name of ['report.html', 'plan.json', 'records.csv']) {
    const { size } = await stat(path.join(path.dirname(before.answer.report), name));
    console.log(`${name}: ${Math.round(size / 1000).toLocaleString('en')} kB`);
  }
  for (const [name, { wall }] of Object.entries({ before, after, impact })) {
    console.log(`plan ${name} / run: ${Math.round((wall / run.wall) * 100)} % of its time`);
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function command(...words: readonly string[]): Promise<Measured & { readonly answer: Answer }> {
  const measured = await measure([...words, '--json', '--config', config], home);
  const answer = JSON.parse(measured.out) as Answer;
  if (answer.settled !== true && !words.includes('--sample'))
    throw new Error(`${words.join(' ')} did not settle: ${measured.out.slice(0, 500)}`);
  return { ...measured, answer };
}

function show(name: string, { wall, cpu, peakMB, memory, answer }: Measured & { readonly answer: Answer }): void {
  console.log(
    `${name}: ${rows} rows, ${wall.toFixed(1)} s in all, ${answer.seconds} s of workflow, ${cpu.toFixed(1)} CPU s, peak ${peakMB} MB (${memory.join(' ')})`,
  );
}

function configuration(): string {
  return `sources:
  bench: { kind: csv, dir: ${JSON.stringify(dir)}, files: { ticket: { path: ticket.csv, key: number, json: [comments] } } }
routes:
  bench: { from: bench, mappings: ${JSON.stringify(path.resolve('mappings/csv-to-console'))}, entities: [ticket] }
`;
}
