/** The thread in which texts are rendered: a hostile one may take minutes and is then stopped with its thread. */
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { showBody } from './text.ts';

const bodies = z.array(z.object({ format: z.string(), content: z.string() }));

parentPort?.on('message', (message: unknown) => {
  parentPort?.postMessage(bodies.parse(message).map(({ format, content }) => showBody(format, content)));
});
// Tells the page's side that the thread is ready for texts.
parentPort?.postMessage('ready');
