/** Lists of the target (`each`): blocks that turn items of the record, or the record itself, into items. */
import type { z } from 'zod';
import { CHILDREN, type Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../model/json.ts';
import { type Compilation, conditionAt, pathAt, report } from './compilation.ts';
import { checkRequired, compileFields, type FillFields } from './fields.ts';
import { type End, forgetStoodFor, sourcesOf } from './item-losses.ts';
import { type Frame, quarantine } from './journal.ts';
import { compileKey, type Key, type ReadKey } from './key.ts';
import { itemScope, type Scope } from './path.ts';
import type { Rule } from './rule-source.ts';
import type { Block } from './shape.ts';
import { noField } from './target/contracts.ts';
import { isSlot, itemFields, requiredNames, slotAt } from './target/slots.ts';
import { type Growing, isList } from './values.ts';

/** Yields the items of one list of the target. */
export type FillList = (frame: Frame, owner: Owner) => JsonValue;

/** Whose items they are: what their external ids start with. */
interface Owner {
  readonly system: string;
  readonly key: string;
}

/** The list of the target that blocks fill. */
interface TargetList {
  readonly name: string;
  readonly entity: Entity;
  readonly fields: z.ZodObject;
  /** Items are merged at the target by their own external id. */
  readonly keyed: boolean;
}

/** Compiles the blocks of one list; null after reporting what is wrong with them. */
export function compileList(
  name: string,
  written: Block | readonly Block[],
  compilation: Compilation,
): FillList | null {
  const { entity, fields: owner } = compilation.target;
  const slot = slotAt(owner, [name]);
  const at = ['each', name];
  if (!isSlot(slot)) {
    report(compilation, { at, part: 'key', message: noField(compilation.target, slot.missing), hint: slot.hint });
    return null;
  }
  const fields = itemFields(slot);
  if (fields === null) {
    report(compilation, { at, part: 'key', message: `${name} is no list of objects`, hint: `write it under fields` });
    return null;
  }
  const list = { name, entity, fields, keyed: CHILDREN[entity]?.includes(name) ?? false };
  const single = !Array.isArray(written);
  const blocks = [written]
    .flat()
    .map((block, index) => compileBlock(block, single ? at : [...at, index], { list, compilation }));
  return listFiller(blocks, list);
}

/** One block of a list, compiled: which items there are, and what is made of each. */
interface CompiledBlock {
  readonly items: (frame: Frame) => readonly JsonObject[];
  readonly when: ((frame: Frame) => boolean | null) | null;
  readonly key: ReadKey | null;
  readonly fill: FillFields;
  /** Its fields with what they are made from, those of constants left out. */
  readonly sources: readonly string[];
}

function compileBlock(
  block: Block,
  at: readonly PathStep[],
  { list, compilation }: { list: TargetList; compilation: Compilation },
): CompiledBlock {
  const source =
    block.from === undefined
      ? null
      : pathAt(compilation, block.from, { at: [...at, 'from'], scope: 'record', role: 'rule', items: true });
  const scope: Scope = source === null ? 'record' : itemScope(source.steps);
  const when = block.when === undefined ? null : conditionAt(compilation, block.when, { at: [...at, 'when'], scope });
  checkKey(block, at, { list, compilation });
  const key = block.key === undefined ? null : compileKey(block.key, { at: [...at, 'key'], scope }, compilation);
  const fill = compileFields(block.fields, { at: [...at, 'fields'], scope, target: list.fields }, compilation);
  const given = list.keyed ? [...Object.keys(block.fields), 'externalId'] : Object.keys(block.fields);
  const what = `an item of ${list.name}`;
  checkRequired(requiredNames(list.fields), given, { at: [...at, 'fields'], what, compilation });
  return { items: itemsOf(source?.read ?? null), when, key, fill, sources: sourcesOf(block) };
}

/** Reports a key that is missing where items are merged by it, and one that stands where they aren't. */
function checkKey(
  { key }: Block,
  at: readonly PathStep[],
  { list, compilation }: { list: TargetList; compilation: Compilation },
): void {
  if (list.keyed && key === undefined) {
    report(compilation, {
      at,
      message: `items of ${list.name} need a key`,
      hint: 'they are merged by it when the record is loaded again',
    });
  }
  if (!list.keyed && key !== undefined) {
    report(compilation, { at: [...at, 'key'], part: 'key', message: `items of ${list.name} have no key` });
  }
}

function itemsOf(read: Rule | null): (frame: Frame) => readonly JsonObject[] {
  if (read === null) return (frame) => [frame.data];
  return (frame) => {
    const found = read(frame);
    if (found === null) return [];
    return (isList(found) ? found : [found]).filter((item) => item !== null).map(toItem);
  };
}

/** Texts and numbers have no fields of their own: they are `value`. */
function toItem(item: JsonValue): JsonObject {
  return isObject(item) ? item : { value: item };
}

function listFiller(blocks: readonly CompiledBlock[], list: TargetList): FillList {
  return (frame, owner) => {
    const items: Items = { list, owner, made: [], keys: new Set() };
    const ends: End[] = [];
    for (const block of blocks) {
      for (const data of block.items(frame)) {
        const start = frame.journal.losses.length;
        const made = addItem(block, { ...frame, data, at: [list.name, items.made.length] }, items);
        ends.push({ sources: block.sources, data, made, losses: frame.journal.losses.slice(start) });
      }
    }
    if (blocks.length > 1) forgetStoodFor(ends, frame.journal);
    return items.made.length === 0 && !list.keyed ? null : items.made;
  };
}

/** The items made so far for one record, and their keys. */
interface Items {
  readonly list: TargetList;
  readonly owner: Owner;
  readonly made: Growing[];
  readonly keys: Set<string>;
}

/** Whether there is an item. */
function addItem(block: CompiledBlock, frame: Frame, items: Items): boolean {
  const item = makeItem(block, frame, items);
  if (item !== null) items.made.push(item);
  return item !== null;
}

/** Null for an item that its condition excludes, that is empty, or that quarantines the record. */
function makeItem(block: CompiledBlock, frame: Frame, items: Items): Growing | null {
  const holds = block.when === null ? true : block.when(frame);
  if (holds === null) {
    return quarantine(frame, [], { code: 'when-failed', params: { of: 'block' } });
  }
  if (!holds) return null;
  const item: Growing = {};
  if (block.key !== null) {
    const externalId = externalIdOf(block.key(frame), frame, items);
    if (externalId === null) return null;
    item.externalId = externalId;
  }
  const filled = block.fill(item, frame);
  return filled || block.key !== null ? item : null;
}

/** The key under which the target merges an item: `source:ticket-comments:record/key`. */
function externalIdOf(key: Key, frame: Frame, { list, owner, keys }: Items): string | null {
  const twice = keys.has(key.text) ? ({ code: 'key-duplicate', params: { line: null } } as const) : null;
  const trouble = key.trouble ?? twice;
  if (trouble !== null) return quarantine(frame, ['externalId'], trouble);
  keys.add(key.text);
  return `${owner.system}:${list.entity}-${list.name}:${owner.key}/${key.text}`;
}
