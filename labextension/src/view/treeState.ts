import { useMemo } from 'react';
import type { INode, IRow } from '../core/planTree';
import { ancestors, visibleRows } from '../core/planTree';
import type { ISelectedStep } from '../tokens';
import type { Kept } from './kept';
import { useKept } from './kept';

const NONE: ReadonlySet<string> = new Set();

interface ITreeState {
  rows: IRow[];
  /** The step that the user chose, in the tree or by its cell. */
  picked: string | null;
  /** The step that the Tab key reaches. */
  focused: string | null;
  pick: (id: string) => void;
  toggle: (id: string) => void;
}

/** Which steps are open and which one is chosen; choosing a cell chooses and uncovers its step. */
export function useTreeState(
  roots: INode[],
  selected: ISelectedStep | null,
  kept: Kept
): ITreeState {
  const [collapsed, setCollapsed] = useKept(kept, 'collapsed', NONE);
  const [picked, pick] = useKept<string | null>(kept, 'picked', null);
  // Kept, so that on the way back to the plan nothing stands in the way of what the user picked since.
  const [followed, setFollowed] = useKept<ISelectedStep | null>(kept, 'followed', null);
  if (selected?.cell !== followed?.cell || selected?.step !== followed?.step) {
    setFollowed(selected);
    if (selected) {
      const above = ancestors(roots, selected.step);
      pick(selected.step);
      setCollapsed(new Set([...collapsed].filter(id => !above.includes(id))));
    }
  }
  const rows = useMemo(() => visibleRows(roots, collapsed), [roots, collapsed]);
  const there = picked !== null && rows.some(row => row.id === picked);
  const toggle = (id: string): void => {
    const after = new Set(collapsed);
    if (!after.delete(id)) {
      after.add(id);
    }
    setCollapsed(after);
  };
  return {
    rows,
    picked: there ? picked : null,
    focused: there ? picked : (rows[0]?.id ?? null),
    pick,
    toggle
  };
}
