/** Ctrl-C and a service manager's stop, as something to wait for. */

/** Resolves at the first SIGINT or SIGTERM. The second one ends the program at once, as usual. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
