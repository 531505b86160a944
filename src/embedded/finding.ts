/** What `ferry doctor` reports about one thing. */
export interface Finding {
  readonly name: string;
  /** `missing` stops Ferry from working; `warn` will hurt later. */
  readonly state: 'ok' | 'warn' | 'missing';
  /** What there is: a version, a path, a reason. Never a secret. */
  readonly found: string;
  /** What to type or change; empty when nothing needs doing. */
  readonly hint: string;
}

/** Fine as it is. */
export function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found, hint: '' };
}

/** Works, and may not for long or not for all; the hint says what to type. */
export function warn(name: string, found: string, hint: string): Finding {
  return { name, state: 'warn', found, hint };
}

/** Ferry doesn't start without it; the hint says what to type. */
export function missing(name: string, found: string, hint: string): Finding {
  return { name, state: 'missing', found, hint };
}
