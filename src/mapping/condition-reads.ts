/** What a condition reads, as far as it names it: chains of members and items from a name, through the variables of comprehensions. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Step } from './path.ts';

/** What names in a condition start at: `record`, `item` where there is one, and everything else. */
export type Root = 'record' | 'item';

/** Steps below a root, or, of `names`, below what all other names stand for. */
export interface ConditionRead {
  readonly of: Root | 'names';
  readonly steps: readonly Step[];
}

/** What names mean at one place of a condition. */
export interface Names {
  readonly roots: readonly Root[];
  /** What variables of comprehensions stand for; null for what no chain of names leads to. */
  readonly bound: ReadonlyMap<string, ConditionRead | null>;
}

const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Where a chain of names leads; null when the node is none, for example because a member's name is computed. Pure. */
export function readOf(node: ASTNode, names: Names): ConditionRead | null {
  if (node.op === 'id') return startOf(node.args, names);
  if (node.op !== '.' && node.op !== '[]') return null;
  const holder = readOf(node.args[0], names);
  const step = node.op === '.' ? { name: node.args[1] } : literalStep(node.args[1]);
  return holder === null || step === null ? null : { ...holder, steps: [...holder.steps, step] };
}

function startOf(name: string, { roots, bound }: Names): ConditionRead | null {
  const variable = bound.get(name);
  if (variable !== undefined) return variable;
  const root = roots.find((one) => one === name);
  return root === undefined ? { of: 'names', steps: [{ name }] } : { of: root, steps: [] };
}

/** What the variable of `receiver.NAME(variable, …)` stands for; undefined when the call brings no variable. Pure. */
export function boundBy(
  [name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]],
  names: Names,
): { readonly variable: string; readonly read: ConditionRead | null } | undefined {
  const [first, second] = args;
  if (first?.op !== 'id') return undefined;
  const variable = first.args;
  if (COMPREHENSIONS.has(name)) return { variable, read: itemsOf(receiver, names) };
  const binds = name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && second !== undefined;
  return binds ? { variable, read: readOf(second, names) } : undefined;
}

/** What a comprehension goes over: the items of a list that is named, or of those of its items that a filter left. */
function itemsOf(node: ASTNode, names: Names): ConditionRead | null {
  if (node.op === 'rcall' && node.args[0] === 'filter') return itemsOf(node.args[1], names);
  const list = readOf(node, names);
  return list === null ? null : { ...list, steps: [...list.steps, 'all'] };
}

function literalStep(node: ASTNode): Step | null {
  if (node.op !== 'value') return null;
  if (typeof node.args === 'string') return { name: node.args };
  return typeof node.args === 'bigint' && node.args >= 0n ? { index: Number(node.args) } : null;
}
