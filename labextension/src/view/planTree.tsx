import React, { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { INode, IRow } from '../core/planTree';
import { cellsAt } from '../core/planTree';
import type { TreeMove } from '../core/treeKeys';
import { moveFor } from '../core/treeKeys';
import type { ISelectedStep } from '../tokens';
import type { IPanelActions } from './actions';
import type { Kept } from './kept';
import type { ITreeContext } from './step';
import { Step } from './step';
import type { IStepForm } from './stepForm';
import type { IDropPlace } from './treeDrag';
import { useTreeEdits } from './treeEdits';
import type { RowWindow } from './rowWindow';
import { useRowWindow, useRows } from './useRows';
import { useStable } from './useStable';
import { useTreeState } from './treeState';
import type { IWords } from './wording';

/** Height of a step whose title fits on one line. */
const GUESS = 24;
/** What is kept of where a selection has led. */
const LED = 'led';

interface IPlanTreeProps {
  roots: INode[];
  current: string;
  live: boolean;
  selected: ISelectedStep | null;
  actions: IPanelActions;
  /** Whether the plan can be changed from here. */
  acts: boolean;
  /** Whether another page serves the session. */
  follows: boolean;
  form: IStepForm | null;
  onForm: (form: IStepForm | null) => void;
  kept: Kept;
  words: IWords;
}

/** The plan as an accessible tree: arrows move, Enter or a click shows a step's cells. */
export function PlanTree(props: IPlanTreeProps): React.JSX.Element {
  const { roots, current, live, selected, actions, kept } = props;
  const { rows, picked, focused, pick, toggle } = useTreeState(roots, selected, kept);
  const list = useRef<HTMLUListElement>(null);
  const window = useRowWindow(GUESS);
  const { focus, giveFocus } = useFocus(list);
  useFollowing(props, picked, list, window, focus);

  const activate = (id: string): void => {
    pick(id);
    actions.reveal(cellsAt(roots, id));
  };
  const onKeyDown = useKeys(rows, focused, {
    focus: row => {
      pick(row.id);
      window.reveal(row.id);
      focus(row.id);
    },
    toggle: row => toggle(row.id),
    activate: row => activate(row.id)
  });
  const edits = useTreeEdits(props, focus);
  const tree = useContextOfSteps(props, {
    onPick: activate,
    onToggle: toggle,
    onRerun: id => actions.rerun(cellsAt(roots, id)),
    onForm: edits.onForm,
    drag: edits.drag.props
  });
  const marks = { picked, focused, current: live ? current : '', form: edits.form };
  const { over } = edits.drag;
  return <Lines {...{ rows, tree, marks, over, list, window, giveFocus, pick, onKeyDown }} />;
}

type StepDeeds = Omit<ITreeContext, 'live' | 'follows' | 'words'>;

/** The same object for as long as all steps look the same: only then are lines not drawn anew. */
function useContextOfSteps(
  { live, follows, words }: IPlanTreeProps,
  { drag, ...deeds }: StepDeeds
): ITreeContext {
  const onPick = useStable(deeds.onPick);
  const onToggle = useStable(deeds.onToggle);
  const onRerun = useStable(deeds.onRerun);
  const onForm = useStable(deeds.onForm);
  return useMemo(
    () => ({ live, follows, words, onPick, onToggle, onRerun, onForm, drag }),
    [live, follows, words, onPick, onToggle, onRerun, onForm, drag]
  );
}

/** The steps of which something is special. */
interface IMarks {
  picked: string | null;
  focused: string | null;
  current: string;
  form: IStepForm | null;
}

interface ILinesProps {
  rows: IRow[];
  tree: ITreeContext;
  marks: IMarks;
  over: IDropPlace | null;
  list: React.RefObject<HTMLUListElement>;
  window: RowWindow;
  giveFocus: () => void;
  pick: (id: string) => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

/** The part that is drawn anew while it scrolls: a line that stays on screen is not. */
function Lines(props: ILinesProps): React.JSX.Element {
  const { rows, tree, marks, over, list, window, giveFocus, pick, onKeyDown } = props;
  const keys = useMemo(() => rows.map(row => row.id), [rows]);
  const layout = useRows(window, list, keys, keys.indexOf(marks.focused ?? ''));
  useLayoutEffect(giveFocus);
  return (
    <ul
      ref={list}
      className="rca-Tree"
      role="tree"
      tabIndex={-1}
      aria-label={tree.words.__('Plan')}
      style={{ height: layout.height }}
      onKeyDown={onKeyDown}
      onContextMenu={event => {
        // The menu is about the step under the pointer: show which one that is.
        const id = stepAt(event.target);
        if (id !== null) {
          pick(id);
        }
      }}
    >
      {layout.rows.map(({ index, top, slot }) => (
        <Step
          key={slot}
          row={rows[index]}
          {...{ index, top, tree }}
          {...marksOf(rows[index].id, marks, over)}
        />
      ))}
    </ul>
  );
}

const marksOf = (
  id: string,
  { picked, focused, current, form }: IMarks,
  over: IDropPlace | null
) => ({
  picked: id === picked,
  focused: id === focused,
  current: id === current,
  form: id === form?.step ? form : null,
  drop: id === over?.id ? over.where : undefined
});

/** Keep the running step in view, and the step of the cell that is selected; begin with what was picked. */
function useFollowing(
  { live, current, selected, kept }: IPlanTreeProps,
  picked: string | null,
  list: React.RefObject<HTMLUListElement>,
  window: RowWindow,
  focus: (id: string) => void
): void {
  useEffect(() => {
    // A user who is in the tree looks at something else.
    if (live && current && !list.current?.matches(':hover, :focus-within')) {
      window.reveal(current);
    }
  }, [list, window, live, current]);
  useEffect(() => {
    const chosen = selected && `${selected.cell} ${selected.step}`;
    // Once: on the way back from another tab the user may have picked another step since.
    if (selected && chosen !== kept.read(LED, '')) {
      kept.write(LED, chosen);
      window.reveal(selected.step);
      if (selected.goes) {
        focus(selected.step);
      }
    } else if (picked !== null) {
      window.reveal(picked);
    }
  }, [window, selected?.cell, selected?.step]); // eslint-disable-line react-hooks/exhaustive-deps
}

interface IFocus {
  focus: (id: string) => void;
  /** To be called after each drawing: the step may be drawn only then. */
  giveFocus: () => void;
}

function useFocus(list: React.RefObject<HTMLUListElement>): IFocus {
  const wanted = useRef<string | null>(null);
  return {
    focus: id => {
      wanted.current = id;
    },
    giveFocus: () => {
      const item = wanted.current === null ? null : itemOf(list.current, wanted.current);
      if (item) {
        wanted.current = null;
        item.focus({ preventScroll: true });
      }
    }
  };
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

const hasModifier = (event: React.KeyboardEvent): boolean =>
  event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;

/** The step that an element of the tree belongs to. */
export const stepAt = (element: EventTarget | null): string | null =>
  (element as Element | null)?.closest<HTMLElement>('.rca-Step')?.dataset.step ?? null;

/** Ids come from a notebook: compared as text, never put into a selector. */
const itemOf = (tree: Element | null, id: string): HTMLElement | null =>
  [...(tree?.querySelectorAll<HTMLElement>('.rca-Step') ?? [])].find(
    item => item.dataset.step === id
  ) ?? null;
