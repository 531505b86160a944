/** Supervises one server: when it ends by itself it is started again, on the same port with the same data. */
import type { ChildServer } from './child-server.ts';

/** A server that is restarted when it ends by itself. */
export interface WatchedServer {
  /** Stops it for good. Repeats safely. */
  stop(): Promise<void>;
}

/** What to supervise, and what to call when something happens. */
export interface Watch {
  readonly name: string;
  readonly start: () => Promise<ChildServer>;
  readonly note: (line: string) => void;
  /** Called before each restart; false ends the supervision. */
  readonly mayRestart: () => Promise<boolean>;
  /** Called once, when the server can't be kept running. */
  readonly lost: (error: unknown) => void;
}

const RESTARTS = 5;
const WITHIN_MS = 60_000;

/** Resolves when the server answers for the first time; throws what `start` throws then. */
export async function watchServer(watch: Watch): Promise<WatchedServer> {
  let server = await watch.start();
  let stopped = false;
  const restarts: number[] = [];

  const follow = async (): Promise<void> => {
    const why = await server.gone;
    if (stopped) return;
    watch.note(`${watch.name} ended by itself (${why}); starting it again.`);
    restarts.push(Date.now());
    const recent = restarts.filter((at) => at > Date.now() - WITHIN_MS).length;
    if (recent > RESTARTS || !(await watch.mayRestart())) throw new Error(`${watch.name} keeps ending (${why}).`);
    await new Promise((resolve) => setTimeout(resolve, 100 * (recent - 1)));
    server = await watch.start();
    watch.note(`${watch.name} is back.`);
    if (stopped) return server.stop();
    return follow();
  };

  const following = follow().catch((error: unknown) => {
    if (!stopped) watch.lost(error);
  });
  return {
    stop: async () => {
      stopped = true;
      await server.stop();
      await following;
    },
  };
}
