export const OLDEST_NODE: string;
export function oldNode(version: string): string | null;
