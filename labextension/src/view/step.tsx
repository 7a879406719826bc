import React from 'react';
import type { Drop } from '../core/planEdits';
import { spelt } from '../core/mathText';
import { shown } from '../core/plainText';
import type { IRow } from '../core/planTree';
import { cellsOf, sameLine } from '../core/planTree';
import { FailureNote } from './failureNote';
import { useHere } from './named';
import { Chevron, StateIcon } from './stateIcon';
import type { IStepForm, IStepText } from './stepForm';
import { StepForm } from './stepForm';
import type { ITreeDrag } from './treeDrag';
import type { IWords } from './wording';
import { stateWord } from './statusWords';

/** What all steps of a tree share; another object only where something of it is another. */
export interface ITreeContext {
  live: boolean;
  /** Whether the page only follows a session. */
  follows: boolean;
  words: IWords;
  onPick: (id: string) => void;
  onToggle: (id: string) => void;
  onRerun: (id: string) => void;
  onForm: (id: string, text: IStepText | null) => void;
  drag: ITreeDrag['props'];
}

interface IStepProps {
  row: IRow;
  tree: ITreeContext;
  /** Whether the Tab key reaches it. */
  focused: boolean;
}

interface IPlaced {
  /** Its place among the visible lines. */
  index: number;
  top: number;
  /** Whether the user chose it. */
  picked: boolean;
  /** Whether the session works on it. */
  current: boolean;
  drop: Drop | undefined;
  form: IStepForm | null;
}

/** A line of the tree. Lines stand side by side in the page, whatever their level. */
export const Step = React.memo(function Step(props: IStepProps & IPlaced): React.JSX.Element {
  const { row, index, top, tree, picked, focused, current, drop, form } = props;
  const { step } = row.node;
  return (
    <li
      className={current ? 'rca-Step rca-mod-current' : 'rca-Step'}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={row.expanded ?? undefined}
      aria-selected={picked}
      aria-current={current ? 'step' : undefined}
      data-step={step.id}
      data-state={step.state}
      data-row={index}
      data-drop={drop}
      style={{ top }}
      tabIndex={focused ? 0 : -1}
    >
      <StepLine row={row} tree={tree} />
      {step.state === 'failed' && <Failure key={step.id} {...{ row, tree, focused }} />}
      {form && (
        <StepForm
          key={`${form.kind} ${step.id}`}
          kind={form.kind}
          step={step}
          onDone={text => tree.onForm(step.id, text)}
          onCancel={() => tree.onForm(step.id, null)}
          words={tree.words}
        />
      )}
    </li>
  );
}, drawnAlike);

/** Each telling of the session grows a new tree, in which most lines are as they were. */
function drawnAlike(before: IStepProps & IPlaced, after: IStepProps & IPlaced): boolean {
  const names = Object.keys(after) as (keyof typeof after)[];
  // Whether a rerun is offered stands in the cell, not in the plan.
  const settled = after.row.node.step.state !== 'failed';
  return (
    settled &&
    names.every(name =>
      name === 'row' ? sameLine(before.row, after.row) : before[name] === after[name]
    )
  );
}

function StepLine({ row, tree }: Omit<IStepProps, 'focused'>): React.JSX.Element {
  const { level, expanded } = row;
  const { step } = row.node;
  const goal = shown(step.goal ?? '');
  // The keys of the tree do what these clicks do.
  /* eslint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
  return (
    <div
      className="rca-Step-line"
      style={indent(level)}
      title={goal || undefined}
      onClick={() => tree.onPick(step.id)}
      {...tree.drag(step.id)}
    >
      <span
        className="rca-Step-twist"
        onClick={event => {
          event.stopPropagation();
          tree.onToggle(step.id);
        }}
      >
        {expanded !== null && <Chevron expanded={expanded} />}
      </span>
      <StateIcon state={step.state} live={tree.live} />
      <span className="rca-Step-label">
        <bdi className="rca-Step-title">{spelt(shown(step.title))}</bdi>{' '}
        <span className="rca-Step-state">{stateWord(step.state, tree.live, tree.words)}</span>
      </span>
    </div>
  );
  /* eslint-enable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
}

/** Why a step failed, and the way out; a parent only sums up its children. */
function Failure({ row, tree, focused }: IStepProps): React.JSX.Element | null {
  const { node, level } = row;
  const { step } = node;
  const cells = node.children.length === 0 ? cellsOf(node) : [];
  const { actions, names } = useHere();
  const failed = actions.fails(cells);
  if (!step.note && !failed) {
    return null;
  }
  return (
    <div className="rca-Step-failure" style={indent(level)}>
      {step.note && <FailureNote note={names.text(step.note)} words={tree.words} />}
      {!tree.follows && failed && (
        <button
          type="button"
          className="rca-Step-rerun rca-mod-plain"
          tabIndex={focused ? 0 : -1}
          onClick={() => tree.onRerun(step.id)}
        >
          {tree.words.__('Rerun Failed Cell')}
        </button>
      )}
    </div>
  );
}

const indent = (level: number): React.CSSProperties =>
  ({ '--rca-level': level - 1 }) as React.CSSProperties;
