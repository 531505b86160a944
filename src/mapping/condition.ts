/** CEL conditions: compiled once, total, with missing names as null and patterns in linear time. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { Environment, serialize } from '@marcbachmann/cel-js';
import type { JsonValue } from '../model/json.ts';
import { type Bound, boundBy, type ConditionRead, readOf } from './condition-reads.ts';
import { built, looped, matches, startWork } from './condition-work.ts';
import { topOf } from './path.ts';
import { isList, member } from './values.ts';

/** A condition that can be asked any number of times. Asking changes nothing. */
export interface Condition {
  /** Names it reads besides `record`. */
  readonly names: readonly string[];
  /** Fields it reads of `record`, also those in brackets: `record['any name']`. */
  readonly recordFields: readonly string[];
  /** Everything it reads, down to the deepest member that it names. */
  readonly reads: readonly ConditionRead[];
  /** Null: it couldn't be evaluated, for example because it compares text with nothing. Never throws. */
  readonly holds: (lookup: (name: string) => JsonValue) => boolean | null;
}

/** `mistake` is in words for the author, without its position in the file. */
export type CompiledCondition = { readonly condition: Condition } | { readonly mistake: string };

const LIMITS = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };

/** What authors may write. */
const written = new Environment({ unlistedVariablesAreDyn: true, limits: LIMITS });
/** What runs: the library's own member access fails on what isn't there, and its own `matches` backtracks. */
const running = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('ferryMember(dyn, dyn): dyn', memberOf)
  .registerFunction('ferryMatches(dyn, dyn): bool', matches)
  .registerFunction('ferryLooped(dyn): dyn', looped)
  .registerFunction('ferryBuilt(dyn): dyn', built);

/** Compiles a condition, or returns what is wrong with it. */
export function compileCondition(text: string): CompiledCondition {
  try {
    const parsed = written.parse(text);
    const checked = parsed.check();
    if (!checked.valid) return { mistake: firstLine(checked.error) };
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      return { mistake: `yields ${checked.type}, not true or false` };
    const found: Found = { reads: [], bound: new Map() };
    const program = running.parse(print(parsed.ast, found));
    const reads = found.reads.filter(({ steps }) => !written.hasVariable(topOf(steps) ?? ''));
    const top = (of: ConditionRead['of']) => [
      ...new Set(reads.filter((read) => read.of === of).flatMap(({ steps }) => topOf(steps) ?? [])),
    ];
    const names = top('names');
    const recordFields = top('record');
    return { condition: { names, recordFields, reads, holds: evaluator(program, [...names, 'record']) } };
  } catch (error) {
    return { mistake: firstLine(error) };
  }
}

/** Total: an error of evaluation, or a result that is no boolean, is null. */
function evaluator(program: (context: Record<string, JsonValue>) => unknown, names: readonly string[]) {
  return (lookup: (name: string) => JsonValue): boolean | null => {
    const context: Record<string, JsonValue> = Object.create(null);
    for (const name of names) context[name] = lookup(name);
    startWork();
    try {
      const result = program(context);
      return typeof result === 'boolean' ? result : null;
    } catch {
      return null;
    }
  };
}

function firstLine(error: unknown): string {
  const [line] = error instanceof Error ? error.message.split('\n') : [];
  return line ?? 'is no condition';
}

/** A member of an object or an item of a list; null when there is none. */
function memberOf(value: JsonValue, key: unknown): JsonValue {
  return isList(value) ? (value[Number(key)] ?? null) : member(value, String(key));
}

/** What a condition reads, gathered while it is printed. */
interface Found {
  readonly reads: ConditionRead[];
  readonly bound: Bound;
}

/** The same expression over our own member access and `matches`, with everything noted that it reads. */
function print(node: ASTNode, found: Found): string {
  switch (node.op) {
    case 'value':
      return serialize(node);
    case 'id':
    case '.':
    case '[]':
      return printAccess(node, found);
    case 'call':
      return printCall(node.args, found);
    case 'rcall':
      return printMethod(node.args, found);
    case 'list':
      return counted(`[${node.args.map((part) => print(part, found)).join(', ')}]`, node.args);
    case 'map':
      return `ferryBuilt({${node.args.map(([key, value]) => `${print(key, found)}: ${print(value, found)}`).join(', ')}})`;
    default:
      return printOperator(node, found);
  }
}

/** What is put together from more than literals can grow with the record. */
function counted(printed: string, parts: readonly ASTNode[]): string {
  return parts.every(({ op }) => op === 'value') ? printed : `ferryBuilt(${printed})`;
}

type Access = Extract<ASTNode, { op: 'id' | '.' | '[]' }>;
type Operator = Exclude<ASTNode, Access | { op: 'value' | '.?' | 'call' | 'rcall' | 'list' | 'map' }>;

function printOperator(node: Operator | Extract<ASTNode, { op: '.?' }>, found: Found): string {
  switch (node.op) {
    case '.?':
    case '[?]':
      throw new TypeError('optional access is not needed: what is missing is null');
    case '!_':
      return `!(${print(node.args, found)})`;
    case '-_':
      return `-(${print(node.args, found)})`;
    case '?:': {
      const [test, yes, no] = node.args;
      return `((${print(test, found)}) ? (${print(yes, found)}) : (${print(no, found)}))`;
    }
    case '+':
      return counted(`(${print(node.args[0], found)} + ${print(node.args[1], found)})`, node.args);
    default:
      return `(${print(node.args[0], found)} ${node.op} ${print(node.args[1], found)})`;
  }
}

/** A chain of names is noted once, whole: what lies on the way to its end isn't read for itself. */
function printAccess(node: Access, found: Found): string {
  const read = readOf(node, found.bound);
  if (read === null) return printComputed(node, found);
  if (read.of === 'record' && read.steps.length === 0) throw new TypeError(RECORD_ALONE);
  found.reads.push(read);
  return printChain(node, found);
}

const RECORD_ALONE = "has to say which field of record it reads: record.name, or record['any name']";

function printComputed(node: Access, found: Found): string {
  if (node.op === 'id') return node.args;
  const member = node.op === '.' ? JSON.stringify(node.args[1]) : print(node.args[1], found);
  return `ferryMember(${print(node.args[0], found)}, ${member})`;
}

/** Whether parts of the items of a list are read, so that the list isn't read as a whole. */
function isBelow(reads: readonly ConditionRead[], items: ConditionRead | null): boolean {
  return items !== null && reads.some(({ steps }) => items.steps.every((step, index) => steps[index] === step));
}

/** Notes nothing: all of it has been noted. */
function printChain(node: ASTNode, found: Found): string {
  if (node.op !== '.' && node.op !== '[]') return node.op === 'id' ? node.args : print(node, found);
  const member = node.op === '.' ? JSON.stringify(node.args[1]) : print(node.args[1], found);
  return `ferryMember(${printChain(node.args[0], found)}, ${member})`;
}

function printCall([name, args]: [string, ASTNode[]], found: Found): string {
  const printed = args.map((part) => print(part, found));
  return name === 'has' ? `(${printed.join('')} != null)` : `${name}(${printed.join(', ')})`;
}

function printMethod([name, receiver, args]: [string, ASTNode, ASTNode[]], found: Found): string {
  const brought = boundBy(name, receiver, args, found.bound);
  const within =
    brought === undefined ? found : { ...found, bound: new Map(found.bound).set(brought.variable, brought.read) };
  const start = found.reads.length;
  const printed = args.map((part, index) =>
    index === 0 && brought !== undefined ? brought.variable : print(part, within),
  );
  // `cel` in `cel.bind(…)` is a namespace of the language, not a field.
  const namespace = receiver.op === 'id' && receiver.args === 'cel';
  const itself = namespace || isBelow(found.reads.slice(start), brought?.read ?? null);
  const plain = itself ? printChain(receiver, found) : print(receiver, found);
  const on = brought === undefined || namespace ? plain : `ferryLooped(${plain})`;
  return name === 'matches' ? `ferryMatches(${on}, ${printed.join(', ')})` : `${on}.${name}(${printed.join(', ')})`;
}
