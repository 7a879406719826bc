import type { IRow } from './planTree';

export type TreeMove =
  { kind: 'focus'; id: string } | { kind: 'toggle'; id: string } | { kind: 'activate'; id: string };

const focus = (row: IRow | undefined): TreeMove | null =>
  row ? { kind: 'focus', id: row.id } : null;

/** What a key does in the tree, by the WAI-ARIA tree pattern; null when it is not ours. */
export function moveFor(
  key: string,
  rows: readonly IRow[],
  focused: string | null
): TreeMove | null {
  const at = Math.max(
    0,
    rows.findIndex(row => row.id === focused)
  );
  const row = rows.at(at);
  if (!row) {
    return null;
  }
  switch (key) {
    case 'ArrowDown':
      return focus(rows[at + 1]);
    case 'ArrowUp':
      return focus(rows[at - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows.at(-1));
    case 'ArrowRight':
      if (row.expanded === null) {
        return null;
      }
      return row.expanded ? focus(rows[at + 1]) : { kind: 'toggle', id: row.id };
    case 'ArrowLeft':
      if (row.expanded) {
        return { kind: 'toggle', id: row.id };
      }
      return row.parent === null ? null : { kind: 'focus', id: row.parent };
    case 'Enter':
    case ' ':
      return { kind: 'activate', id: row.id };
    default:
      return null;
  }
}
