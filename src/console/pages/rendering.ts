/** Renders texts in a thread of its own, within a bounded time, so that no stored text can keep the console from answering. */
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

const TIMEOUT_MS = 4000;
/** Loading a thread takes a second or so, more on a busy machine; that time doesn't count against a text. */
const START_MS = 30_000;
const answers = z.array(z.object({ html: z.string() }));

/** Starts its thread when it is first needed. `timeout`: in milliseconds, for all the bodies of a page together. */
export function openRenderer(timeout: number = TIMEOUT_MS): Renderer {
  const thread = createThread(timeout);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    async render(bodies) {
      const rich = bodies.filter(({ format }) => format !== 'text');
      if (rich.length === 0) return ({ content }) => showPlain(content);
      const rendered = queue.then(() => thread.render(rich));
      queue = rendered;
      return shownBy(rich, await rendered);
    },
    close: thread.stop,
  };
}

/** A worker thread that takes one page at a time; stopped with whatever it does when that takes too long. */
function createThread(timeout: number) {
  let worker: Worker | undefined;

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  }

  async function render(bodies: readonly Body[]): Promise<readonly Html[] | undefined> {
    try {
      worker ??= await startWorker();
      const answered = once(worker, 'message', { signal: AbortSignal.timeout(timeout) });
      worker.postMessage(bodies);
      const [message]: unknown[] = await answered;
      return answers.parse(message).map((answer) => sanitised(answer.html));
    } catch {
      // Too slow, or the thread broke on it: either way these texts are shown as written and the next ones get a new thread.
      await stop();
      return undefined;
    }
  }

  return { render, stop };
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
  // Whoever awaits an answer gets the error as well; without any listener it would end the program.
  worker.on('error', () => undefined);
  await once(worker, 'message', { signal: AbortSignal.timeout(START_MS) });
  return worker;
}

function sourceOf(file: string) {
  return { loader: import.meta.resolve('tsx/esm/api'), file: new URL(file, import.meta.url).href };
}
