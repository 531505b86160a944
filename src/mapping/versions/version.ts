/** Versions of mappings: three numbers, compared as numbers. */

/** How much a change asks of those who rely on a mapping. */
export type Weight = 'major' | 'minor' | 'patch';

/** Negative when `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const [index, part] of left.entries()) {
    const difference = part - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version that a change of this weight asks for. */
export function nextVersion(version: string, weight: Weight): string {
  const [major = 0, minor = 0, patch = 0] = partsOf(version);
  if (weight === 'major') return `${major + 1}.0.0`;
  return weight === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}
