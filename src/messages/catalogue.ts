/** What a catalogue of sentences is, and the types by which the compiler holds codes and parameters to it. */

/** By code: the sentence, or how it is made of its parameters. */
export type Sentences = Readonly<Record<string, string | ((params: never) => string | null)>>;

/**
 * A code of the catalogue with the parameters that its sentence needs. A code without a sentence, a parameter too few and
 * one of another type don't compile.
 *
 * ```ts
 * type Known = Coded<{ empty: string; 'too-long': (params: { max: number }) => string }>;
 * const known: Known = { code: 'too-long', params: { max: 300 } };
 * ```
 */
export type Coded<C> = {
  readonly [K in keyof C]: C[K] extends (params: infer P) => unknown
    ? { readonly code: K; readonly params: P }
    : { readonly code: K; readonly params?: undefined };
}[keyof C];

/** The same codes with the same parameters, in other words. */
export type Translated<C> = {
  readonly [K in keyof C]: C[K] extends (params: infer P) => infer R
    ? (params: P) => null extends R ? string | null : string
    : string;
};
