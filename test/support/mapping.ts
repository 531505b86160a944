/** Small mappings for tests: the least that compiles, plus the lines under test. */
import { createHash } from 'node:crypto';
import { type CompiledMapping, compileMapping } from '../../src/mapping/compile.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { MapResult } from '../../src/model/record.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compiles a whole file. */
export function compileText(text: string, tables: Readonly<Record<string, string>> = {}): CompiledMapping {
  return compileMapping({ file: 'm.yaml', text, tables, sha256 });
}

/** Compiles a ticket mapping whose required fields are constants; `lines` are added at the top level. */
export function ticketMapping(lines: string, tables?: Readonly<Record<string, string>>): CompiledMapping {
  const head = 'mapping: t\nversion: 1.0.0\nfrom: itsm/ticket@1\nto: console/ticket@1\nkey: id\n';
  const fields = 'fields:\n  number: id\n  title: { const: t }\n  status: { const: open }\n';
  const own = lines.replace(/^fields:\n/m, '');
  return compileText(head + (own === lines ? fields + ownTop(lines) : fields + own), tables);
}

function ownTop(lines: string): string {
  return lines === '' ? '' : `${lines}\n`;
}

/** What one rule makes of a record: the value of the field `custom.x`, or the code it was quarantined under. */
export function outcomeOf(rule: string, data: JsonObject, tables?: Readonly<Record<string, string>>): JsonValue {
  const result = mapOne(ticketMapping(`fields:\n  custom.x: ${rule}\n  custom.y: { const: kept }\n`, tables), data);
  if (result.kind !== 'mapped') return result.kind === 'quarantined' ? `! ${result.problem.code}` : '! excluded';
  const custom = result.fields.custom;
  return typeof custom === 'object' && custom !== null && 'x' in custom ? (custom.x ?? null) : null;
}

/** Maps one record of the source `itsm`, with `id: 1` unless it has another. */
export function mapOne(mapping: CompiledMapping, data: JsonObject): MapResult {
  return mapping.map({ key: 'k', data: { id: '1', ...data } }, 'itsm');
}
