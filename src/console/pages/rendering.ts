/** Renders texts aside, within a bounded time, so that no stored text can hold the console up. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type Html, html, sanitised } from './html.ts';
import { showPlain } from './text.ts';

/** A text and the format it is written in: `text`, `markdown` or `html`. */
export interface Body {
  readonly format: string;
  readonly content: string;
}

/** Shows one of the bodies that were asked for. */
export type ShownBody = (body: Body) => Html;

/** Renders for all pages, one after another. */
export interface Renderer {
  /** Renders all bodies of a page; what takes too long is shown as it was written. Never throws. */
  render(bodies: readonly Body[]): Promise<ShownBody>;
  close(): Promise<void>;
}

const PATIENCE = 4000;
/** Loading a thread takes a second or so, more on a busy machine, and is no text's fault. */
const START = 30_000;
const answers = z.array(z.object({ html: z.string() }));

/** Starts its thread when it is first needed. */
export function openRenderer(patience: number = PATIENCE): Renderer {
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function drop(): Promise<void> {
    const dropped = worker;
    worker = undefined;
    await dropped?.terminate();
  }

  async function ask(bodies: readonly Body[]): Promise<readonly Html[] | undefined> {
    try {
      worker ??= await startWorker();
      const answered = once(worker, 'message', { signal: AbortSignal.timeout(patience) });
      worker.postMessage(bodies);
      const [message]: unknown[] = await answered;
      return answers.parse(message).map((answer) => sanitised(answer.html));
    } catch {
      // Too slow, or its thread broke on it: either way this text is shown as written and the next one gets a new thread.
      await drop();
      return undefined;
    }
  }

  return {
    async render(bodies) {
      const rich = bodies.filter(({ format }) => format !== 'text');
      if (rich.length === 0) return ({ content }) => showPlain(content);
      const turn = queue.then(() => ask(rich));
      queue = turn;
      return shownBy(rich, await turn);
    },
    close: drop,
  };
}

function shownBy(bodies: readonly Body[], shown: readonly Html[] | undefined): ShownBody {
  const byBody = new Map(bodies.map((body, index) => [keyOf(body), shown?.[index]]));
  return (body) => {
    if (body.format === 'text') return showPlain(body.content);
    return byBody.get(keyOf(body)) ?? asWritten(body);
  };
}

function asWritten({ content }: Body): Html {
  return html`<p class="hint">Shown as written: it could not be rendered in time.</p>${showPlain(content)}`;
}

function keyOf({ format, content }: Body): string {
  return `${format}\n${content}`;
}

/** From source, a thread has to load the loader by itself; built, it is plain JavaScript. */
const FROM_SOURCE = `
  const { workerData } = require('node:worker_threads');
  import(workerData.loader).then(({ register }) => { register(); return import(workerData.file); });
`;

async function startWorker(): Promise<Worker> {
  const resourceLimits = { maxOldGenerationSizeMb: 512 };
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(FROM_SOURCE, { eval: true, execArgv: [], resourceLimits, workerData: sourceOf('./render-worker.ts') })
    : new Worker(new URL('./render-worker.js', import.meta.url), { resourceLimits });
  worker.unref();
  // Who waits for it hears of the error too; with nobody waiting it would end the program.
  worker.on('error', () => undefined);
  await once(worker, 'message', { signal: AbortSignal.timeout(START) });
  return worker;
}

function sourceOf(file: string) {
  return { loader: import.meta.resolve('tsx/esm/api'), file: new URL(file, import.meta.url).href };
}
