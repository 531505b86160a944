/** The report's colours in light and dark: texts reach 4.5:1 against what they stand on, shapes 3:1 (a test computes it). */

/** Every colour the report uses, by what it is for. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly sunk: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly link: string;
  readonly stop: string;
  readonly stopBack: string;
  readonly warn: string;
  readonly warnBack: string;
  readonly go: string;
  readonly goBack: string;
  readonly good: string;
  readonly change: string;
  readonly same: string;
  readonly bad: string;
  readonly left: string;
  readonly again: string;
  readonly gone: string;
  /** Drawn over a shape as its pattern. */
  readonly grain: string;
}

/** On paper, too. */
export const LIGHT: Palette = {
  page: '#f4f5f8',
  card: '#ffffff',
  sunk: '#eef0f4',
  line: '#d5dae2',
  text: '#17202b',
  muted: '#515c6b',
  link: '#1551b0',
  stop: '#9d1c15',
  stopBack: '#fdecea',
  warn: '#764f00',
  warnBack: '#fff4d9',
  go: '#14613c',
  goBack: '#e6f6ec',
  good: '#1d7f4e',
  change: '#2563c9',
  same: '#7a8695',
  bad: '#c0271d',
  left: '#9a6a00',
  again: '#7650b3',
  gone: '#48525f',
  grain: '#ffffff',
};

/** For those whose system asks for it. */
export const DARK: Palette = {
  page: '#10151c',
  card: '#181f29',
  sunk: '#212a36',
  line: '#36414f',
  text: '#e7ecf2',
  muted: '#a5b0be',
  link: '#8ab6ff',
  stop: '#ff9d94',
  stopBack: '#3a1a18',
  warn: '#f4c462',
  warnBack: '#352a10',
  go: '#79d7a3',
  goBack: '#12301f',
  good: '#3fae74',
  change: '#5f97f2',
  same: '#8592a3',
  bad: '#f0685d',
  left: '#d39b2c',
  again: '#a98be0',
  gone: '#97a3b1',
  grain: '#10151c',
};

/** Custom properties of one palette, for a style sheet. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}
