/** Ctrl-C and a service manager's stop, as something to wait for. */

const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** Resolves at the first SIGINT or SIGTERM. The second one ends the program at once, as usual. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of STOPS) process.off(signal, stop);
      resolve();
    };
    for (const signal of STOPS) process.on(signal, stop);
  });
}

/** Acts with a signal that is aborted at the first SIGINT or SIGTERM; the second one ends the program at once. */
export async function interruptible<T>(act: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => {
    for (const signal of STOPS) process.off(signal, abort);
    controller.abort();
  };
  for (const signal of STOPS) process.on(signal, abort);
  try {
    return await act(controller.signal);
  } finally {
    for (const signal of STOPS) process.off(signal, abort);
  }
}
