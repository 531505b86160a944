/** What the tests of faults share: one Request Tracker behind the spoiling proxy, one Ferry, and migrations under names of their own. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { configure, type Ended, type Ferry, listAll, ROOT, startFerry } from '../e2e/recount.ts';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';
import { type FreshSettings, freshRt, type RtFixture } from './fixture.ts';

/** Mails, files, pictures, hostile HTML: some twenty tickets, none of them merged: numbers of several sources are ambiguous. People and groups stay placeholders. */
const SCOPE = 'id > 35 AND id < 56';

export interface FaultyRt {
  readonly rt: RtFixture;
  readonly proxy: FaultProxy;
  readonly ferry: Ferry;
  /** A route of its own over the proxy. Its source is called as its route. */
  route(name: string, more?: RouteSettings): FaultyRoute;
  stop(): Promise<void>;
}

export interface RouteSettings {
  readonly token?: string;
  /** TicketSQL. */
  readonly where?: string;
  /** Added to the address. */
  readonly below?: string;
}

export interface FaultyRoute {
  readonly name: string;
  readonly tokenFile: string;
  /** The command line of a command over this route. */
  words(...command: readonly string[]): readonly string[];
  /** Runs a command to its end. */
  ferry(...command: readonly string[]): Promise<Ended>;
  /** Its tickets in the console, as JSON by number, with the names of sources taken out: the same for every route without faults. */
  tickets(): Promise<ReadonlyMap<string, string>>;
}

/** Everything in it is this test's own; `stop` leaves nothing. */
export async function openFaulty(settings: FreshSettings = {}): Promise<FaultyRt> {
  const rt = await freshRt(settings);
  const ferry = await startFerry();
  const proxy = await faultProxy(new URL(rt.url));
  return {
    rt,
    proxy,
    ferry,
    route: (name, more = {}) => openRoute({ rt, proxy, ferry }, name, more),
    stop: async () => {
      proxy.close();
      await ferry.stop();
      await rt.stop();
    },
  };
}

type Parts = Pick<FaultyRt, 'rt' | 'proxy' | 'ferry'>;

function openRoute({ rt, proxy, ferry }: Parts, name: string, more: RouteSettings): FaultyRoute {
  const { token = rt.token, where = SCOPE, below = '' } = more;
  const tokenFile = path.join(ferry.dir, `${name}.token`);
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const source = { kind: 'request-tracker', url: `${proxy.url}${below}`, token: `file:${tokenFile}` };
  const mappings = path.join(ROOT, 'mappings/rt-to-console');
  const entities = ['customer', 'ticket'];
  // Small batches, so that a run has a middle.
  const route = { from: name, mappings, entities, batch: 5, where: { ticket: where }, limits: { quarantine: '50%' } };
  const written = configure(ferry, { [name]: source }, { [name]: route });
  const config = path.join(ferry.dir, `${name}.yaml`);
  writeFileSync(config, readFileSync(written));
  const words = (...command: readonly string[]) => [...command, '--config', config];
  return {
    name,
    tokenFile,
    words,
    ferry: (...command) => ferry.command(words(...command)),
    tickets: async () => {
      const all = [...(await listAll(ferry, 'ticket'))].filter(([key]) => key.startsWith(`${name}:`));
      return new Map(all.map(([, { data }]) => [String(data.number), namelessly(JSON.stringify(data))]));
    },
  };
}

/** Routes of these tests are called `fault…`; people and customers are shared between them. */
function namelessly(json: string): string {
  return json.replaceAll(/fault[a-z]+:/g, 'rt:');
}

const ending = z.looseObject({
  run: z.string().optional(),
  state: z.string().optional(),
  settled: z.unknown().optional(),
  needs: z.array(z.looseObject({ code: z.string() })).optional(),
  error: z.looseObject({ code: z.string() }).optional(),
});

/** How a command ended, in what tests ask about. */
export function endingOf({ json, code, stderr }: Ended) {
  const { run, state, settled, needs, error } = ending.parse(json ?? {});
  return { exit: code, run: run ?? '', state, settled, code: needs?.[0]?.code ?? error?.code, said: stderr };
}
