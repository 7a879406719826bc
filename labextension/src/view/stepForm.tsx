import React from 'react';
import type { IStep } from '../core/block';
import { useDraft, useKeptHere } from './kept';
import type { IWords } from './wording';

const DRAFT = 'step form';

/** What the user is about to change, at a step of the plan. */
export interface IStepForm {
  kind: 'rename' | 'goal' | 'add' | 'add-child';
  step: string;
}

export interface IStepText {
  title: string;
  goal: string;
}

interface IStepFormProps {
  kind: IStepForm['kind'];
  step: IStep;
  onDone: (text: IStepText) => void;
  onCancel: () => void;
  words: IWords;
}

/** Title, goal or both; Enter takes it, Escape leaves it. */
export function StepForm(props: IStepFormProps): React.JSX.Element {
  const { kind, step, onDone, onCancel, words } = props;
  const adds = kind === 'add' || kind === 'add-child';
  const kept = useKeptHere();
  const now = { title: adds ? '' : step.title, goal: adds ? '' : (step.goal ?? '') };
  const [text, setText] = useDraft(kept, DRAFT, `${kind} ${step.id}`, now);
  const { title, goal } = text;
  const done = (): void => {
    if (kind === 'goal' || title.trim() !== '') {
      kept.write(DRAFT, null);
      onDone({ title: title.trim(), goal: goal.trim() });
    }
  };
  const cancel = (): void => {
    kept.write(DRAFT, null);
    onCancel();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    // The keys of the tree are letters here.
    event.stopPropagation();
    if (event.key === 'Escape') {
      cancel();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      done();
    }
  };
  /* eslint-disable jsx-a11y/no-noninteractive-element-interactions */
  return (
    <form
      className="rca-StepForm"
      aria-label={formWord(kind, words)}
      onSubmit={event => {
        event.preventDefault();
        done();
      }}
      onKeyDown={onKeyDown}
    >
      <Fields
        kind={kind}
        title={title}
        goal={goal}
        onTitle={next => setText({ ...text, title: next })}
        onGoal={next => setText({ ...text, goal: next })}
        words={words}
      />
      <div className="rca-Card-choices">
        <button type="submit" className="jp-mod-styled jp-mod-accept">
          {adds ? words.__('Add') : words.__('Change')}
        </button>
        <button type="button" className="rca-mod-plain" onClick={cancel}>
          {words.__('Cancel')}
        </button>
      </div>
    </form>
  );
  /* eslint-enable jsx-a11y/no-noninteractive-element-interactions */
}

interface IFieldsProps extends IStepText {
  kind: IStepForm['kind'];
  onTitle: (title: string) => void;
  onGoal: (goal: string) => void;
  words: IWords;
}

function Fields({ kind, title, goal, onTitle, onGoal, words }: IFieldsProps): React.JSX.Element {
  // The user has just asked for these fields.
  /* eslint-disable jsx-a11y/no-autofocus */
  return (
    <>
      {kind !== 'goal' && (
        <input
          aria-label={words.__('Title')}
          placeholder={words.__('Title')}
          autoFocus
          value={title}
          onChange={event => onTitle(event.target.value)}
          onFocus={event => event.target.select()}
        />
      )}
      {kind !== 'rename' && (
        <textarea
          aria-label={words.__('Goal')}
          placeholder={words.__('Goal: what the step must reach')}
          rows={3}
          autoFocus={kind === 'goal'}
          value={goal}
          onChange={event => onGoal(event.target.value)}
        />
      )}
    </>
  );
  /* eslint-enable jsx-a11y/no-autofocus */
}

function formWord(kind: IStepForm['kind'], words: IWords): string {
  switch (kind) {
    case 'rename':
      return words.__('Rename the step');
    case 'goal':
      return words.__('Change the goal of the step');
    case 'add':
      return words.__('Add a step below');
    case 'add-child':
      return words.__('Add a step inside');
  }
}
