/** The route that a command is about: its configuration is read once, and its systems are connected once. */
import { type Configuration, chooseRoute, loadConfig, type Route } from '../project/configuration.ts';
import { type Connected, connect } from '../project/connect.ts';
import type { Context } from './context.ts';
import { type ConsolePlace, embeddedTarget, type Runtime } from './runtime.ts';

/** A route as the configuration has it. */
export interface ChosenRoute {
  readonly config: Configuration;
  readonly route: Route;
}

/** A route whose systems can be called. */
export interface ConnectedRoute extends ChosenRoute {
  readonly connected: Connected;
  /** The console that Ferry brings along; null when the target is somebody else's. */
  readonly console: ConsolePlace | null;
}

/** Throws UsageError for a configuration that can't be read, and for a name that it lacks. Starts nothing. */
export async function readRoute({ config: file, env }: Context, name: string | undefined): Promise<ChosenRoute> {
  const config = await loadConfig(file, env);
  return { config, route: chooseRoute(config, name) };
}

/** Brings up the console if the configuration names no target, and makes the connectors. No system is called yet. */
export async function connectRoute(
  { home, env }: Context,
  runtime: Runtime,
  { config, route }: ChosenRoute,
): Promise<ConnectedRoute> {
  const console = config.target === null ? await runtime.bringConsole() : null;
  const connected = await connect(config, { home, env, embedded: embeddedTarget(console) });
  return { config, route, connected, console };
}
