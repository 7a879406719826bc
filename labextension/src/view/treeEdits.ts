import { add, drop } from '../core/planEdits';
import type { INode } from '../core/planTree';
import type { PlanEdit } from '../protocol/messages';
import type { IPanelActions } from './actions';
import type { IStepForm, IStepText } from './stepForm';
import type { ITreeDrag } from './treeDrag';
import { useTreeDrag } from './treeDrag';

interface IEditing {
  roots: INode[];
  actions: IPanelActions;
  /** Whether the plan can be changed from here. */
  acts: boolean;
  form: IStepForm | null;
  onForm: (form: IStepForm | null) => void;
}

export interface ITreeEdits {
  drag: ITreeDrag;
  form: IStepForm | null;
  /** The form is done with: a text, or null where the user left it. */
  onForm: (step: string, text: IStepText | null) => void;
}

/** Changes of the plan by drag and by form; each goes to the session, which shows the outcome. */
export function useTreeEdits(editing: IEditing, focus: (id: string) => void): ITreeEdits {
  const { roots, actions, acts, form, onForm } = editing;
  const send = (edit: PlanEdit | null): void => {
    if (edit) {
      void actions.ask({ name: 'edit_plan', args: { edit } });
    }
  };
  const drag = useTreeDrag(acts, (...how) => send(drop(roots, ...how)));
  return {
    drag,
    form,
    onForm: (step, text) => {
      send(form && text && editOf(roots, form, text));
      onForm(null);
      focus(step);
    }
  };
}

function editOf(
  roots: readonly INode[],
  { kind, step }: IStepForm,
  { title, goal }: IStepText
): PlanEdit | null {
  switch (kind) {
    case 'rename':
      return { kind, step, title };
    case 'goal':
      return { kind, step, goal };
    case 'add':
    case 'add-child':
      return add(roots, step, kind === 'add-child', { title, goal });
  }
}
