/** What the halves of the report's test facts share. */
import type { Some } from '../../src/model/plan-facts/bounded-list.ts';

/** Everything of a list is shown. */
export function all<T>(shown: readonly T[], total = shown.length): Some<T> {
  return { total, shown };
}

/** What every text of the full facts could be replaced by, and the report must still be itself. */
export const HOSTILE =
  '</title></style></script><script>document.title="owned"</script><img src="http://192.0.2.1/x.png" onerror="document.title=1">\u202Ekcatta\u0000\u2066" onload="alert(1)';

/** A stretch of it that a page must show as text. */
export const HOSTILE_MARK = '</title></style></script><script>document.title="owned"</script>';
