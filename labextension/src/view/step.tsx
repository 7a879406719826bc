import React from 'react';
import { shown } from '../core/plainText';
import type { INode, IRow } from '../core/planTree';
import { cellsOf } from '../core/planTree';
import { FailureNote } from './failureNote';
import { useHere } from './named';
import { Chevron, StateIcon } from './stateIcon';
import type { IStepForm, IStepText } from './stepForm';
import { StepForm } from './stepForm';
import type { ITreeDrag } from './treeDrag';
import type { IWords } from './wording';
import { stateWord } from './wording';

/** What all steps of a tree share. */
export interface ITreeContext {
  /** The step that the user chose. */
  picked: string | null;
  /** The step that the Tab key reaches. */
  focused: string | null;
  /** The step that the session works on. */
  current: string;
  live: boolean;
  words: IWords;
  onPick: (node: INode) => void;
  onToggle: (id: string) => void;
  /** Null where the page only follows a session. */
  onRerun: ((cells: readonly string[]) => void) | null;
  drag: ITreeDrag;
  form: IStepForm | null;
  onForm: (node: INode, text: IStepText | null) => void;
}

interface IStepProps {
  row: IRow;
  tree: ITreeContext;
}

interface IPlaced {
  /** Its place among the visible lines. */
  index: number;
  top: number;
}

/** A line of the tree. Lines stand side by side in the page, whatever their level. */
export const Step = React.memo(function Step({
  row,
  index,
  top,
  tree
}: IStepProps & IPlaced): React.JSX.Element {
  const { step } = row.node;
  const current = tree.live && step.id === tree.current;
  const fails = step.state === 'failed';
  return (
    <li
      className={current ? 'rca-Step rca-mod-current' : 'rca-Step'}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={row.expanded ?? undefined}
      aria-selected={step.id === tree.picked}
      aria-current={current ? 'step' : undefined}
      data-step={step.id}
      data-state={step.state}
      data-row={index}
      data-drop={tree.drag.over?.id === step.id ? tree.drag.over.where : undefined}
      style={{ top }}
      tabIndex={step.id === tree.focused ? 0 : -1}
    >
      <StepLine row={row} tree={tree} />
      {fails && <Failure row={row} tree={tree} />}
      {tree.form?.step === step.id && (
        <StepForm
          key={tree.form.kind}
          kind={tree.form.kind}
          step={step}
          onDone={text => tree.onForm(row.node, text)}
          onCancel={() => tree.onForm(row.node, null)}
          words={tree.words}
        />
      )}
    </li>
  );
});

function StepLine({ row, tree }: IStepProps): React.JSX.Element {
  const { node, level, expanded } = row;
  const { step } = node;
  const goal = shown(step.goal ?? '');
  // The keys of the tree do what these clicks do.
  /* eslint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
  return (
    <div
      className="rca-Step-line"
      style={indent(level)}
      title={goal || undefined}
      onClick={() => tree.onPick(node)}
      {...tree.drag.props(step.id)}
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
        <bdi className="rca-Step-title">{shown(step.title)}</bdi>{' '}
        <span className="rca-Step-state">{stateWord(step.state, tree.live, tree.words)}</span>
      </span>
    </div>
  );
  /* eslint-enable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
}

/** Why a step failed, and the way out; a parent only sums up its children. */
function Failure({ row, tree }: IStepProps): React.JSX.Element | null {
  const { node, level } = row;
  const { step } = node;
  const { onRerun } = tree;
  const cells = node.children.length === 0 ? cellsOf(node) : [];
  const failed = useHere().actions.fails(cells);
  if (!step.note && !failed) {
    return null;
  }
  return (
    <div className="rca-Step-failure" style={indent(level)}>
      {step.note && <FailureNote note={step.note} words={tree.words} />}
      {onRerun && failed && (
        <button
          type="button"
          className="rca-Step-rerun rca-mod-plain"
          tabIndex={step.id === tree.focused ? 0 : -1}
          onClick={() => onRerun(cells)}
        >
          {tree.words.__('Rerun failed cell')}
        </button>
      )}
    </div>
  );
}

const indent = (level: number): React.CSSProperties =>
  ({ '--rca-level': level - 1 }) as React.CSSProperties;
