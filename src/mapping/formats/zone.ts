/** Local times of a zone to UTC. Offsets are looked up once a day and cached, so that most times cost one addition. */
import { IANAZone } from 'luxon';

const DAY = 86_400_000;
const MINUTE = 60_000;
const KEPT_DAYS = 40_000;

/** Milliseconds in UTC for milliseconds of a wall clock; null for a time the clock skipped. Of one it showed twice, the earlier. */
export type ToUtc = (wall: number) => number | null;

/** The zone's clock, or null when there is no such zone. Takes IANA names, `UTC`, `Z` and fixed offsets such as `+08:00`. */
export function compileZone(name: string): ToUtc | null {
  const fixed = fixedOffset(name);
  if (fixed !== null) return (wall) => wall - fixed * MINUTE;
  if (!IANAZone.isValidZone(name)) return null;
  const zone = IANAZone.create(name);
  const days = new Map<number, number | null>();
  return (wall) => {
    const day = Math.floor(wall / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      offset = steadyOffset(zone, day);
      if (days.size >= KEPT_DAYS) days.clear();
      days.set(day, offset);
    }
    return offset === null ? aroundChange(zone, wall) : wall - offset * MINUTE;
  };
}

/** Minutes of `Z`, `+08`, `+0800`, `+08:00`; null for anything else. */
export function fixedOffset(text: string): number | null {
  if (text === 'UTC' || text === 'Z' || text === 'z') return 0;
  const found = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (found === null) return null;
  const [, sign, hours, minutes = '0'] = found;
  const total = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || total > 18 * 60) return null;
  return sign === '-' ? -total : total;
}

/** The offset that holds all around a local day, or null when it changes nearby. */
function steadyOffset(zone: IANAZone, day: number): number | null {
  const before = zone.offset((day - 1) * DAY);
  const quarters = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((quarter) => (day - 1) * DAY + (quarter * 3 * DAY) / 8);
  return quarters.every((instant) => zone.offset(instant) === before) ? before : null;
}

/** Near a change of the clock every offset is tried; of two instants with the same local time the earlier counts. */
function aroundChange(zone: IANAZone, wall: number): number | null {
  const offsets = [zone.offset(wall - DAY), zone.offset(wall + DAY), zone.offset(wall)];
  const instants = offsets
    .map((offset) => wall - offset * MINUTE)
    .filter((instant) => instant + zone.offset(instant) * MINUTE === wall);
  return instants.length === 0 ? null : Math.min(...instants);
}
