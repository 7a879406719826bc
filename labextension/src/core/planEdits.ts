import type { PlanEdit } from '../protocol/messages';
import type { INode } from './planTree';

/** Where a dragged step is dropped on another. */
export type Drop = 'before' | 'inside' | 'after';

interface IPlace {
  /** The chain of steps above, innermost last. */
  above: INode[];
  siblings: readonly INode[];
  index: number;
}

const TOP = '';
const FIRST = '';

/** Where a step stands; null where there is none. */
function placeOf(roots: readonly INode[], id: string, above: INode[] = []): IPlace | null {
  const index = roots.findIndex(({ step }) => step.id === id);
  if (index >= 0) {
    return { above, siblings: roots, index };
  }
  for (const node of roots) {
    const found = placeOf(node.children, id, [...above, node]);
    if (found) {
      return found;
    }
  }
  return null;
}

const idAt = (nodes: readonly INode[], index: number): string =>
  index < 0 ? FIRST : (nodes[index]?.step.id ?? FIRST);

const parentOf = ({ above }: IPlace): string => above.at(-1)?.step.id ?? TOP;

const move = (step: string, parent: string, after: string): PlanEdit => ({
  kind: 'move',
  step,
  parent,
  after
});

/** One place up or down among its siblings; null where there is no such place. */
export function shift(roots: readonly INode[], id: string, by: -1 | 1): PlanEdit | null {
  const place = placeOf(roots, id);
  const target = place ? place.index + by : -1;
  if (!place || target < 0 || target >= place.siblings.length) {
    return null;
  }
  return move(id, parentOf(place), idAt(place.siblings, by === 1 ? target : target - 1));
}

/** Last child of the sibling above. */
export function indent(roots: readonly INode[], id: string): PlanEdit | null {
  const place = placeOf(roots, id);
  if (!place || place.index === 0) {
    return null;
  }
  const parent = place.siblings[place.index - 1];
  return move(id, parent.step.id, idAt(parent.children, parent.children.length - 1));
}

/** Just below its parent. */
export function outdent(roots: readonly INode[], id: string): PlanEdit | null {
  const place = placeOf(roots, id);
  const parent = place?.above.at(-1);
  return place && parent ? move(id, place.above.at(-2)?.step.id ?? TOP, parent.step.id) : null;
}

/** A dragged step dropped on another; null onto itself, below itself, or where it stands. */
export function drop(
  roots: readonly INode[],
  dragged: string,
  target: string,
  where: Drop
): PlanEdit | null {
  const from = placeOf(roots, dragged);
  const to = placeOf(roots, target);
  if (!from || !to || dragged === target || to.above.some(({ step }) => step.id === dragged)) {
    return null;
  }
  if (where === 'inside') {
    const { children } = to.siblings[to.index];
    const last = idAt(children, children.length - 1);
    return last === dragged ? null : move(dragged, target, last);
  }
  const others = to.siblings.filter(({ step }) => step.id !== dragged);
  const at = others.findIndex(({ step }) => step.id === target);
  const stays = from.siblings === to.siblings && from.index === at + (where === 'after' ? 1 : 0);
  return stays ? null : move(dragged, parentOf(to), idAt(others, where === 'after' ? at : at - 1));
}

/** A new step below another, or as its last child. */
export function add(
  roots: readonly INode[],
  beside: string,
  child: boolean,
  text: { title: string; goal: string }
): PlanEdit | null {
  const place = placeOf(roots, beside);
  if (!place) {
    return null;
  }
  const { children } = place.siblings[place.index];
  return child
    ? { kind: 'add', parent: beside, after: idAt(children, children.length - 1), ...text }
    : { kind: 'add', parent: parentOf(place), after: beside, ...text };
}
