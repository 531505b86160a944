/** Makes the n-th call through any of several objects fail, before or after it had its effect. */
export interface Failpoints {
  /** The same object, with every method counted. */
  watch<T extends object>(object: T): T;
  /** Fails the n-th call from now on; 0 never. `after`: the call has its effect, its answer is lost. */
  arm(n: number, moment: 'before' | 'after'): void;
  readonly fired: boolean;
}

export class Crash extends Error {
  override readonly name = 'Crash';
}

export function failpoints(): Failpoints {
  const state = { left: 0, moment: 'before', fired: false };

  const counted = (name: string, call: () => unknown): unknown => {
    state.left -= 1;
    if (state.left !== 0) return call();
    state.fired = true;
    if (state.moment === 'before') throw new Crash(name);
    const result = call();
    if (!(result instanceof Promise)) throw new Crash(name);
    return result.then(() => {
      throw new Crash(name);
    });
  };

  return {
    get fired() {
      return state.fired;
    },
    arm: (n, moment) => Object.assign(state, { left: n, moment, fired: false }),
    watch: (object) =>
      new Proxy(object, {
        get: (target, name, receiver) => {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) => counted(String(name), () => member.apply(target, args));
        },
      }),
  };
}
