/** A condition as it runs: printed anew over member access, patterns and counted work of our own, with everything noted that it reads. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { serialize } from '@marcbachmann/cel-js';
import { compileBounded } from './bounded-pattern.ts';
import { boundBy, type ConditionRead, type Names, readOf } from './condition-reads.ts';

/** What names mean, and what is noted on the way. */
export interface Printing extends Names {
  readonly reads: ConditionRead[];
}

/**
 * Throws TypeError, in words for the author, on what could only surprise: texts compared with texts, as a name in quotes is;
 * `record` without a field; a pattern that is none.
 */
export function print(node: ASTNode, into: Printing): string {
  switch (node.op) {
    case 'value':
      return serialize(node);
    case 'id':
    case '.':
    case '[]':
      return printAccess(node, into);
    case 'call':
      return printCall(node.args, into);
    case 'rcall':
      return printMethod(node.args, into);
    case 'list':
      return counted(`[${node.args.map((part) => print(part, into)).join(', ')}]`, node.args);
    case 'map':
      return `ferryBuilt({${node.args.map(([key, value]) => `${print(key, into)}: ${print(value, into)}`).join(', ')}})`;
    default:
      return printOperator(node, into);
  }
}

/** What is put together from more than literals can grow with the record. */
function counted(printed: string, parts: readonly ASTNode[]): string {
  return parts.every(({ op }) => op === 'value') ? printed : `ferryBuilt(${printed})`;
}

type Access = Extract<ASTNode, { op: 'id' | '.' | '[]' }>;
type Operator = Exclude<ASTNode, Access | { op: 'value' | 'call' | 'rcall' | 'list' | 'map' }>;

function printOperator(node: Operator, into: Printing): string {
  switch (node.op) {
    case '.?':
    case '[?]':
      throw new TypeError('has optional access, which is not needed: what is missing is null');
    case '!_':
      return `!(${print(node.args, into)})`;
    case '-_':
      return `-(${print(node.args, into)})`;
    case '?:': {
      const [test, yes, no] = node.args;
      return `((${print(test, into)}) ? (${print(yes, into)}) : (${print(no, into)}))`;
    }
    case '+':
      return counted(`(${print(node.args[0], into)} + ${print(node.args[1], into)})`, node.args);
    case '==':
    case '!=':
    case 'in':
      return printComparison(node, into);
    default:
      return `(${print(node.args[0], into)} ${node.op} ${print(node.args[1], into)})`;
  }
}

type Comparison = Extract<ASTNode, { op: '==' | '!=' | 'in' }>;

function printComparison({ op, args: [left, right] }: Comparison, into: Printing): string {
  if (!namesAnything(left) && !namesAnything(right))
    throw new TypeError('compares what it says itself, and no field: it is always the same');
  return `(${likened(left, right, into)} ${op} ${likened(right, left, into)})`;
}

/** A field that is compared with a text, number or truth, so that one spelled alike in another type doesn't just differ, unnoticed. */
function likened(side: ASTNode, other: ASTNode, into: Printing): string {
  const printed = print(side, into);
  const literals = literalsOf(other);
  if (literals.length === 0 || !(side.op === 'id' || side.op === '.' || side.op === '[]')) return printed;
  return `ferryLikened(${printed}, [${literals.map((literal) => serialize(literal)).join(', ')}])`;
}

function literalsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value') return node.args === null ? [] : [node];
  if (node.op !== 'list') return [];
  return node.args.every((part) => part.op === 'value') ? node.args.filter(({ args }) => args !== null) : [];
}

function namesAnything(node: ASTNode): boolean {
  switch (node.op) {
    case 'value':
      return false;
    case 'list':
      return node.args.some(namesAnything);
    case 'call':
      return node.args[1].some(namesAnything);
    default:
      return true;
  }
}

/** A chain of names is noted once, whole: what lies on the way to its end isn't read for itself. */
function printAccess(node: Access, into: Printing): string {
  const read = readOf(node, into);
  if (read === null) return printComputed(node, into);
  if (read.of !== 'names' && read.steps.length === 0)
    throw new TypeError(`has to say which field of ${read.of} it reads: ${read.of}.name, or ${read.of}['any name']`);
  into.reads.push(read);
  return printChain(node, into);
}

function printComputed(node: Access, into: Printing): string {
  if (node.op === 'id') return node.args;
  const member = node.op === '.' ? JSON.stringify(node.args[1]) : print(node.args[1], into);
  return `ferryMember(${print(node.args[0], into)}, ${member})`;
}

/** Notes nothing: all of it has been noted. */
function printChain(node: ASTNode, into: Printing): string {
  if (node.op !== '.' && node.op !== '[]') return node.op === 'id' ? node.args : print(node, into);
  const member = node.op === '.' ? JSON.stringify(node.args[1]) : print(node.args[1], into);
  return `ferryMember(${printChain(node.args[0], into)}, ${member})`;
}

function printCall([name, args]: [string, ASTNode[]], into: Printing): string {
  const printed = args.map((part) => print(part, into));
  return name === 'has' ? `(${printed.join('')} != null)` : `${name}(${printed.join(', ')})`;
}

function printMethod(call: [string, ASTNode, ASTNode[]], into: Printing): string {
  const [name, receiver, args] = call;
  const brought = boundBy(call, into);
  const within =
    brought === undefined ? into : { ...into, bound: new Map(into.bound).set(brought.variable, brought.read) };
  const start = into.reads.length;
  const printed = args.map((part, index) =>
    index === 0 && brought !== undefined ? brought.variable : print(part, within),
  );
  // `cel` in `cel.bind(…)` is a namespace of the language, not a field.
  const namespace = receiver.op === 'id' && receiver.args === 'cel';
  const itself = namespace || isBelow(into.reads.slice(start), brought?.read ?? null);
  const plain = itself ? printChain(receiver, into) : print(receiver, into);
  const on = brought === undefined || namespace ? plain : `ferryLooped(${plain})`;
  if (name !== 'matches') return `${on}.${name}(${printed.join(', ')})`;
  checkPattern(args[0]);
  return `ferryMatches(${on}, ${printed.join(', ')})`;
}

/** Whether parts of the items of a list are read, so that the list isn't read as a whole. */
function isBelow(reads: readonly ConditionRead[], items: ConditionRead | null): boolean {
  return items !== null && reads.some(({ steps }) => items.steps.every((step, index) => steps[index] === step));
}

function checkPattern(pattern: ASTNode | undefined): void {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return;
  try {
    compileBounded(pattern.args);
  } catch (error) {
    throw new TypeError(`has a pattern that is not RE2: ${error instanceof Error ? error.message : String(error)}`);
  }
}
