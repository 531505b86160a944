/**
 * Which Node this runs on. Read by any Node since 12, so that an old one can say so: no newer syntax, nothing imported.
 */

/** The oldest Node that Ferry works on, as package.json has it under `engines`. */
export const OLDEST_NODE = '20.12';

/**
 * One line that says what is wrong and what to do; null on a Node that is new enough.
 * @param {string} version such as `22.1.0`
 * @returns {string | null}
 */
export function oldNode(version) {
  const have = version.split('.').map(Number);
  const need = OLDEST_NODE.split('.').map(Number);
  if (have[0] > need[0] || (have[0] === need[0] && have[1] >= need[1])) return null;
  return `Ferry needs Node ${OLDEST_NODE} or later, and this is ${version}: install a newer one (https://nodejs.org, or \`nvm install 22\`), then try again.`;
}
