/** CEL conditions: compiled once, total, with missing names as null and patterns in linear time. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { Environment, serialize } from '@marcbachmann/cel-js';
import type { JsonValue } from '../model/json.ts';
import { built, looped, matches, startWork } from './condition-work.ts';
import { isList, member } from './values.ts';

/** A condition that can be asked any number of times. Asking changes nothing. */
export interface Condition {
  /** Names it reads. */
  readonly names: readonly string[];
  /** Fields it reads of `record`. */
  readonly recordFields: readonly string[];
  /** Null: it couldn't be evaluated, for example because it compares text with nothing. Never throws. */
  readonly holds: (lookup: (name: string) => JsonValue) => boolean | null;
}

/** `mistake` is in words for the author, without its position in the file. */
export type CompiledCondition = { readonly condition: Condition } | { readonly mistake: string };

const LIMITS = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };
const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind']);

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
    const found: Found = { names: new Set(), recordFields: new Set(), bound: new Set() };
    const program = running.parse(print(parsed.ast, found));
    const names = [...found.names].filter((name) => !written.hasVariable(name));
    return { condition: { names, recordFields: [...found.recordFields], holds: evaluator(program, names) } };
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
  readonly names: Set<string>;
  readonly recordFields: Set<string>;
  /** Names that a comprehension brought. */
  readonly bound: ReadonlySet<string>;
}

/** The same expression over our own member access and `matches`, with every free name noted. */
function print(node: ASTNode, found: Found): string {
  switch (node.op) {
    case 'value':
      return serialize(node);
    case 'id':
      if (!found.bound.has(node.args)) found.names.add(node.args);
      return node.args;
    case '.':
      return printMember(node.args[0], node.args[1], found);
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

type Operator = Exclude<ASTNode, { op: 'value' | 'id' | '.' | '.?' | 'call' | 'rcall' | 'list' | 'map' }>;

function printOperator(node: Operator | Extract<ASTNode, { op: '.?' }>, found: Found): string {
  switch (node.op) {
    case '.?':
    case '[?]':
      throw new TypeError('optional access is not needed: what is missing is null');
    case '[]':
      return `ferryMember(${print(node.args[0], found)}, ${print(node.args[1], found)})`;
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

function printMember(of: ASTNode, name: string, found: Found): string {
  if (of.op === 'id' && of.args === 'record' && !found.bound.has('record')) found.recordFields.add(name);
  return `ferryMember(${print(of, found)}, ${JSON.stringify(name)})`;
}

function printCall([name, args]: [string, ASTNode[]], found: Found): string {
  const printed = args.map((part) => print(part, found));
  return name === 'has' ? `(${printed.join('')} != null)` : `${name}(${printed.join(', ')})`;
}

function printMethod([name, receiver, args]: [string, ASTNode, ASTNode[]], found: Found): string {
  const variable = args[0]?.op === 'id' && COMPREHENSIONS.has(name) ? args[0].args : null;
  const within = variable === null ? found : { ...found, bound: new Set([...found.bound, variable]) };
  const printed = args.map((part) => print(part, within));
  // `cel` in `cel.bind(…)` is a namespace of the language, not a field.
  const namespace = receiver.op === 'id' && receiver.args === 'cel';
  const plain = namespace ? 'cel' : print(receiver, found);
  const on = variable === null || namespace ? plain : `ferryLooped(${plain})`;
  return name === 'matches' ? `ferryMatches(${on}, ${printed.join(', ')})` : `${on}.${name}(${printed.join(', ')})`;
}
