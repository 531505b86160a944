/** What a condition reads, as far as it names it: chains of members and items from a name, through the variables of comprehensions. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Step } from './path.ts';

/** Steps below `record`, or below whatever the condition's other names stand for. */
export interface ConditionRead {
  readonly of: 'record' | 'names';
  readonly steps: readonly Step[];
}

/** What variables of comprehensions stand for; null for what no chain of names leads to. */
export type Bound = ReadonlyMap<string, ConditionRead | null>;

const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Where a chain of names leads; null when the node is none, for example because a member's name is computed. Pure. */
export function readOf(node: ASTNode, bound: Bound): ConditionRead | null {
  if (node.op === 'id') {
    const variable = bound.get(node.args);
    if (variable !== undefined) return variable;
    return node.args === 'record' ? { of: 'record', steps: [] } : { of: 'names', steps: [{ name: node.args }] };
  }
  if (node.op !== '.' && node.op !== '[]') return null;
  const holder = readOf(node.args[0], bound);
  const step = node.op === '.' ? { name: node.args[1] } : literalStep(node.args[1]);
  return holder === null || step === null ? null : { ...holder, steps: [...holder.steps, step] };
}

/** What the variable of `receiver.NAME(variable, …)` stands for; undefined when the call brings no variable. Pure. */
export function boundBy(
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  bound: Bound,
): { readonly variable: string; readonly read: ConditionRead | null } | undefined {
  const [first, second] = args;
  if (first?.op !== 'id') return undefined;
  const variable = first.args;
  if (COMPREHENSIONS.has(name)) return { variable, read: itemsOf(receiver, bound) };
  const binds = name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && second !== undefined;
  return binds ? { variable, read: readOf(second, bound) } : undefined;
}

/** What a comprehension goes over: the items of a list that is named, or of those of its items that a filter left. */
function itemsOf(node: ASTNode, bound: Bound): ConditionRead | null {
  if (node.op === 'rcall' && node.args[0] === 'filter') return itemsOf(node.args[1], bound);
  const list = readOf(node, bound);
  return list === null ? null : { ...list, steps: [...list.steps, 'all'] };
}

function literalStep(node: ASTNode): Step | null {
  if (node.op !== 'value') return null;
  if (typeof node.args === 'string') return { name: node.args };
  return typeof node.args === 'bigint' && node.args >= 0n ? { index: Number(node.args) } : null;
}
