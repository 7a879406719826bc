import React, { useEffect, useMemo, useRef, useState } from 'react';
import type { INode, IRow } from '../core/planTree';
import { cellsOf, visibleRows } from '../core/planTree';
import type { TreeMove } from '../core/treeKeys';
import { moveFor } from '../core/treeKeys';
import type { IPanelActions } from './actions';
import { Step } from './step';
import type { IWords } from './wording';

interface IPlanTreeProps {
  roots: INode[];
  current: string;
  live: boolean;
  actions: IPanelActions;
  words: IWords;
}

/** The plan as an accessible tree: arrows move, Enter or a click shows a step's cells. */
export function PlanTree({
  roots,
  current,
  live,
  actions,
  words
}: IPlanTreeProps): React.JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const [collapsed, toggle] = useCollapsed();
  const [picked, setPicked] = useState<string | null>(null);
  const rows = useMemo(() => visibleRows(roots, collapsed), [roots, collapsed]);
  const focused = rows.some(row => row.id === picked) ? picked : (rows[0]?.id ?? null);
  useFollow(list, live ? current : '');

  const pick = (node: INode): void => {
    setPicked(node.step.id);
    actions.reveal(cellsOf(node));
  };
  const onKeyDown = useKeys(rows, focused, {
    focus: row => {
      setPicked(row.id);
      itemOf(list.current, row.id)?.focus();
    },
    toggle: row => toggle(row.id),
    activate: row => pick(row.node)
  });
  const tree = {
    collapsed,
    focused,
    current,
    live,
    words,
    onPick: pick,
    onToggle: toggle,
    onRerun: actions.rerun
  };
  return (
    <ul
      ref={list}
      className="rca-Tree"
      role="tree"
      tabIndex={-1}
      aria-label={words.__('Plan')}
      onKeyDown={onKeyDown}
    >
      {roots.map(root => (
        <Step key={root.step.id} node={root} level={1} tree={tree} />
      ))}
    </ul>
  );
}

type Deeds = Record<TreeMove['kind'], (row: IRow) => void>;

function useKeys(
  rows: readonly IRow[],
  focused: string | null,
  deeds: Deeds
): (event: React.KeyboardEvent) => void {
  return event => {
    const inTree = (event.target as Element).getAttribute('role') === 'treeitem';
    const move = inTree && !hasModifier(event) ? moveFor(event.key, rows, focused) : null;
    const row = rows.find(({ id }) => id === move?.id);
    if (move && row) {
      event.preventDefault();
      event.stopPropagation();
      deeds[move.kind](row);
    }
  };
}

function useCollapsed(): [ReadonlySet<string>, (id: string) => void] {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void =>
    setCollapsed(before => {
      const after = new Set(before);
      if (!after.delete(id)) {
        after.add(id);
      }
      return after;
    });
  return [collapsed, toggle];
}

/** Keep the running step in view, unless the user is in the tree. */
function useFollow(list: React.RefObject<HTMLUListElement>, current: string): void {
  useEffect(() => {
    const tree = list.current;
    if (current && tree && !tree.matches(':hover, :focus-within')) {
      itemOf(tree, current)
        ?.querySelector('.rca-Step-line')
        ?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [list, current]);
}

const hasModifier = (event: React.KeyboardEvent): boolean =>
  event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;

/** Ids come from a notebook: compared as text, never put into a selector. */
const itemOf = (tree: Element | null, id: string): HTMLElement | null =>
  [...(tree?.querySelectorAll<HTMLElement>('.rca-Step') ?? [])].find(
    item => item.dataset.step === id
  ) ?? null;
