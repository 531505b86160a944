/** What the pages call records and fields, and where they are. */
import { SECTIONS } from '../../model/entities/definition.ts';
import { DESCRIPTIONS, SCHEMAS } from '../../model/entities/index.ts';
import { type Entity, isEntity } from '../../model/entity.ts';

/** The entities under their headings, in the order in which people look for them. */
export const NAVIGATION = SECTIONS.map((title) => ({
  title,
  entities: Object.keys(SCHEMAS)
    .filter(isEntity)
    .filter((entity) => DESCRIPTIONS[entity].section === title),
}));

/** Plural, as headings and navigation show it: `SLA policies`. */
export function pluralOf(entity: Entity): string {
  return DESCRIPTIONS[entity].plural;
}

/** `startsOn` → `Starts on`. */
export function fieldLabel(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}

/** The address of a record's page. */
export function recordPath(entity: string, externalId: string): string {
  return `/entities/${entity}/${encodeURIComponent(externalId)}`;
}
