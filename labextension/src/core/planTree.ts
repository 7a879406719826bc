import type { IStep } from './block';

export interface INode {
  step: IStep;
  children: INode[];
}

/** A line of the tree as it stands on the screen. */
export interface IRow {
  id: string;
  parent: string | null;
  level: number;
  node: INode;
  expanded: boolean | null;
  /** Which of its siblings it is, from 1. */
  position: number;
  siblings: number;
}

export interface ITally {
  done: number;
  failed: number;
  total: number;
}

/** Steps as a forest in reading order; a step whose parent is missing or part of a ring stands on top. */
export function grow(steps: readonly IStep[]): INode[] {
  const nodes = new Map<string, INode>();
  const roots: INode[] = [];
  for (const step of steps) {
    if (nodes.has(step.id)) {
      continue;
    }
    const node: INode = { step, children: [] };
    // Only steps seen before can be parents, so no ring can form.
    const parent = step.parent ? nodes.get(step.parent) : undefined;
    (parent ? parent.children : roots).push(node);
    nodes.set(step.id, node);
  }
  return roots;
}

/** The lines that are visible when the steps in `collapsed` are closed. */
export function visibleRows(roots: readonly INode[], collapsed: ReadonlySet<string>): IRow[] {
  const rows: IRow[] = [];
  const visit = (nodes: readonly INode[], parent: string | null, level: number): void =>
    nodes.forEach((node, index) => {
      const { id } = node.step;
      const expanded = node.children.length === 0 ? null : !collapsed.has(id);
      const place = { position: index + 1, siblings: nodes.length };
      rows.push({ id, parent, level, node, expanded, ...place });
      if (expanded) {
        visit(node.children, id, level + 1);
      }
    });
  visit(roots, null, 1);
  return rows;
}

const PLACE = ['id', 'level', 'expanded', 'position', 'siblings'] as const;
const TEXT = ['title', 'state', 'goal', 'note'] as const;

/** Whether two rows show the same. */
export function sameLine(one: IRow, other: IRow): boolean {
  const [step, twin] = [one.node.step, other.node.step];
  const ownCells = ({ node }: IRow): boolean =>
    node.children.length === 0 && cellsOf(node).length > 0;
  return (
    PLACE.every(name => one[name] === other[name]) &&
    TEXT.every(name => step[name] === twin[name]) &&
    ownCells(one) === ownCells(other)
  );
}

/** The step with an id, wherever it stands. */
export function findStep(roots: readonly INode[], id: string): INode | null {
  for (const node of roots) {
    const found = node.step.id === id ? node : findStep(node.children, id);
    if (found) {
      return found;
    }
  }
  return null;
}

/** The step that worked on a cell last, innermost; null where none did. */
export function stepOfCell(roots: readonly INode[], cell: string): string | null {
  for (const { step, children } of [...roots].reverse()) {
    const found = stepOfCell(children, cell) ?? (step.cells?.includes(cell) ? step.id : null);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

/** The steps above a step, innermost first. */
export function ancestors(roots: readonly INode[], id: string): string[] {
  for (const { step, children } of roots) {
    if (children.some(child => child.step.id === id)) {
      return [step.id];
    }
    const above = ancestors(children, id);
    if (above.length > 0) {
      return [...above, step.id];
    }
  }
  return [];
}

/** Leaves done, failed and in all. */
export function tally(roots: readonly INode[]): ITally {
  const counts: ITally = { done: 0, failed: 0, total: 0 };
  const visit = (node: INode): void => {
    if (node.children.length > 0) {
      node.children.forEach(visit);
      return;
    }
    counts.total += 1;
    counts.done += Number(node.step.state === 'done');
    counts.failed += Number(node.step.state === 'failed');
  };
  roots.forEach(visit);
  return counts;
}

/** Whether a leaf is left that a session could still work on. */
export function unfinished(roots: readonly INode[]): boolean {
  return roots.some(({ step, children }) =>
    children.length > 0 ? unfinished(children) : step.state !== 'done' && step.state !== 'skipped'
  );
}

/** The cells of a step, or of the first of its descendants that has any. */
export function cellsOf(node: INode): string[] {
  if (node.step.cells && node.step.cells.length > 0) {
    return node.step.cells;
  }
  return node.children.map(cellsOf).find(cells => cells.length > 0) ?? [];
}

/** Whether a step, or one inside it, may have changed something: one that waits has what it wrote before. */
export const mayHaveChanged = ({ step, children }: INode): boolean =>
  (children.length === 0 && !['pending', 'skipped'].includes(step.state)) ||
  (step.cells ?? []).length + (step.files ?? []).length > 0 ||
  children.some(mayHaveChanged);

/** The titles of all steps, by id. */
export const titlesOf = (roots: readonly INode[]): Map<string, string> =>
  new Map(flat(roots).map(({ step }) => [step.id, step.title]));

/** All steps in reading order. */
export const flat = (roots: readonly INode[]): INode[] =>
  roots.flatMap(node => [node, ...flat(node.children)]);

/** The cells of the step with an id. */
export function cellsAt(roots: readonly INode[], id: string): string[] {
  const node = findStep(roots, id);
  return node === null ? [] : cellsOf(node);
}
