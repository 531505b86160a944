/** A Ferry with a route over the two-stage exports: a ticket system and a staff list that know some people in common. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Fate, fatesOf, readLog, writeStage } from './plan-cases.ts';
import { openRecords, type Records } from './plan-cases-ledger.ts';
import { configure, type Ended, editByHand, type Ferry, listAll, ROOT, startFerry } from './recount.ts';

/** The working copy of the mapping that plans are about. */
const MAPPING = 'mappings/incident/ticket.yaml';

export interface Route {
  readonly ferry: Ferry;
  readonly home: string;
  readonly config: string;
  readonly records: Records;
  /** Fates of incidents, by number. */
  readonly fates: ReadonlyMap<string, Fate>;
  stage(name: 'first' | 'second'): void;
  mapping(): string;
  writeMapping(text: string): void;
  command(...words: readonly string[]): Promise<Ended>;
  plan(...more: readonly string[]): Promise<Planned>;
  run(...more: readonly string[]): Promise<Ended & { readonly run: string }>;
  /** Numbers of incidents that meet a fate. */
  numbersOf(fate: Fate): readonly string[];
  stop(): Promise<void>;
}

const finding = z.looseObject({
  weight: z.enum(['block', 'warn', 'note']),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});
const answer = z.looseObject({
  plan: z.string(),
  state: z.string(),
  verdict: z.string(),
  findings: z.array(finding),
  report: z.string(),
  settled: z.union([z.boolean(), z.literal('unproven')]),
});

export interface Planned extends Ended {
  readonly said: z.output<typeof answer>;
  /** Where its report and the files beside it lie. */
  readonly folder: string;
}

/** At the first stage, with the shipped mapping. `stop` leaves nothing. */
export async function openRoute(log: string): Promise<Route> {
  const ferry = await startFerry();
  const home = path.join(ferry.dir, 'home');
  const exports = path.join(ferry.dir, 'exports');
  const read = readLog(log);
  const fates = fatesOf(read);
  writeStage(read, exports, 'first');
  cpSync(path.join(ROOT, 'mappings/servicenow-export-to-console'), path.join(ferry.dir, 'mappings/incident'), {
    recursive: true,
    filter: (file) => !/lock\.yaml$|golden/.test(file),
  });
  mkdirSync(path.join(ferry.dir, 'mappings/masters'), { recursive: true });
  for (const name of ['person.yaml', 'group.yaml']) {
    cpSync(path.join(ROOT, 'mappings/csv-to-console', name), path.join(ferry.dir, 'mappings/masters', name));
  }
  const config = configureRoute(ferry, exports);
  const mappingFile = path.join(ferry.dir, MAPPING);
  writeFileSync(mappingFile, named(readFileSync(mappingFile, 'utf8')));
  const records = await openRecords(home);
  const command = (...words: readonly string[]) => ferry.command([...words, '--config', config]);
  return {
    ferry,
    home,
    config,
    fates,
    records,
    stage: (name) => writeStage(read, exports, name),
    mapping: () => readFileSync(mappingFile, 'utf8'),
    writeMapping: (text) => writeFileSync(mappingFile, text),
    command,
    plan: async (...more) => plannedOf(await command('plan', ...more)),
    run: async (...more) => runOf(await command('run', ...more)),
    numbersOf: (wanted) => [...fates].flatMap(([number, fate]) => (fate === wanted ? [number] : [])),
    stop: async () => {
      await records.close();
      await ferry.stop();
    },
  };
}

/** Test tickets stay behind, and an open page of a person is what the tickets of one caller refer to. */
function named(text: string): string {
  return text.replace(
    'defaults:',
    'exclude:\n  - { when: "contact_type == \'Test\'", because: test tickets stay behind }\n\ndefaults:',
  );
}

function configureRoute(ferry: Ferry, dir: string): string {
  const latest = 'sys_mod_count';
  const changes = ['incident_state', 'priority', 'assignment_group', 'assigned_to', 'category', 'made_sla'];
  const incident = { path: 'incidents.csv', key: 'number', version: latest, rows: { latest, changes } };
  const person = (file: string) => ({ path: file, key: 'id', version: 'updated_at' });
  const nulls = ['', '?'];
  return configure(
    ferry,
    {
      directory: { kind: 'csv', dir, nulls, files: { person: person('staff.csv') } },
      itsm: { kind: 'csv', dir, nulls, files: { incident, person: person('people.csv'), group: 'groups.csv' } },
    },
    {
      itsm: {
        from: ['directory', 'itsm'],
        mappings: [
          { dir: path.join(ferry.dir, 'mappings/masters'), from: 'directory' },
          { dir: path.join(ferry.dir, 'mappings/masters'), from: 'itsm' },
          { dir: path.join(ferry.dir, 'mappings/incident'), from: 'itsm' },
        ],
        limits: { quarantine: '60%' },
      },
    },
  );
}

function plannedOf(ended: Ended): Planned {
  const said = answer.safeParse(ended.json);
  if (!said.success)
    throw new Error(`the plan ended with ${ended.code}: ${JSON.stringify(ended.json)} ${ended.stderr}`);
  return { ...ended, said: said.data, folder: path.dirname(said.data.report) };
}

function runOf(ended: Ended): Ended & { readonly run: string } {
  const said = z.looseObject({ run: z.string() }).safeParse(ended.json);
  if (!said.success) throw new Error(`the run ended with ${ended.code}: ${JSON.stringify(ended.json)} ${ended.stderr}`);
  return { ...ended, run: said.data.run };
}

/** What people did in the console between the stages: titles renamed, callers put right. */
export async function editConsole(route: Route): Promise<void> {
  const tickets = await listAll(route.ferry, 'ticket');
  const people = [...(await listAll(route.ferry, 'person')).keys()].sort();
  const held = (number: string) => {
    const found = tickets.get(`itsm:ticket:${number}`);
    if (found === undefined) throw new Error(`${number} wasn't loaded`);
    return found;
  };
  for (const number of route.numbersOf('changed, and edited by a person elsewhere')) {
    const fields = { title: `renamed by the hotline: ${number}` };
    await editByHand(route.ferry, { entity: 'ticket', held: held(number), fields });
  }
  for (const [at, number] of route.numbersOf('changed where a person edited it').entries()) {
    const fields = { requester: people[at % people.length] ?? null };
    await editByHand(route.ferry, { entity: 'ticket', held: held(number), fields });
  }
}
