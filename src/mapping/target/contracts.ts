/** What targets take: one entry a target. Nothing else of the mapping compiler knows any target by its name. */
import type { z } from 'zod';
import { SCHEMAS } from '../../model/entities/index.ts';
import { ENTITIES, type Entity } from '../../model/entity.ts';

/** The contract of one target: which entities it takes, and which fields each of them has. */
export interface TargetContract {
  /** As mappings name it, with the version: `to: console/ticket@1`. */
  readonly name: string;
  readonly version: number;
  /** As sentences name it: `the console has no field titel`. */
  readonly title: string;
  /** Entities that are left out can't be mapped to this target. */
  readonly schemas: Readonly<Partial<Record<Entity, z.ZodObject>>>;
}

/** What one mapping fills: an entity of a target, with its fields. */
export interface TargetEntity {
  readonly contract: TargetContract;
  readonly entity: Entity;
  readonly fields: z.ZodObject;
}

/** Every target that mappings can be written for. A new one: its entry here. */
export const CONTRACTS: readonly TargetContract[] = [
  { name: 'console', version: 1, title: 'the console', schemas: SCHEMAS },
];

/** Every entity of every target, in the order in which entities are loaded. */
export function targetEntities(): readonly TargetEntity[] {
  return CONTRACTS.flatMap((contract) =>
    ENTITIES.flatMap((entity) => {
      const fields = contract.schemas[entity];
      return fields === undefined ? [] : [{ contract, entity, fields }];
    }),
  );
}

/** What a `to:` of this target's name must read, whatever the entity: for the shape of mapping files. */
export const TO_PATTERN = new RegExp(
  `^(?:${CONTRACTS.map(({ name, version }) => `${name}/[a-z-]+@${version}`).join('|')})$`,
);

/** The same in words. */
export const TO_FORM = CONTRACTS.map(({ name, version }) => `${name}/entity@${version}`).join(' or ');

/** As `to:` writes it: `console/ticket@1`. */
export function showTarget({ contract, entity }: TargetEntity): string {
  return `${contract.name}/${entity}@${contract.version}`;
}

/** What a `to:` names, or why it names nothing, in words for the author. */
export function readTarget(to: string): TargetEntity | { readonly mistake: string } {
  const found = targetEntities().find((target) => showTarget(target) === to);
  if (found !== undefined) return found;
  const [name = '', entity = ''] = to.split(/[/@]/);
  const contract = CONTRACTS.find((each) => each.name === name);
  return {
    mistake: contract === undefined ? `there is no target ${name}` : `${contract.title} has no entity ${entity}`,
  };
}

/** The sentence for a field that the target lacks. */
export function noField({ contract }: TargetEntity, field: string): string {
  return `${contract.title} has no field ${field}`;
}
