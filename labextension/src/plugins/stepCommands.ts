import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { CommandIDs } from '../commandIds';
import { shown } from '../core/plainText';
import { indent, outdent, shift } from '../core/planEdits';
import type { INode } from '../core/planTree';
import { cellsOf, findStep, mayHaveChanged } from '../core/planTree';
import type { CommandCall, PlanEdit } from '../protocol/messages';
import type { INotebookLinks } from '../tokens';
import type { PlanPanel } from '../view/planPanel';
import type { IStepForm } from '../view/stepForm';
import type { IWords } from '../view/wording';
import { tellsChanges } from './commandChanges';

interface ITarget {
  roots: INode[];
  node: INode;
  id: string;
  send: (call: CommandCall) => void;
  edit: (edit: PlanEdit | null) => void;
}

interface IStepCommand {
  label: string;
  caption?: string;
  /** Whether it can be done, beyond that the plan can be changed from here. */
  can?: (target: ITarget) => boolean;
  /** Shows and changes nothing: a page that only follows may do it too. */
  harmless?: boolean;
  execute: (target: ITarget) => void | Promise<void>;
}

/** Commands about the step in focus or under the context menu; keys and menu stand in the schema. */
export function addStepCommands(
  { commands }: JupyterFrontEnd,
  links: INotebookLinks,
  panel: PlanPanel,
  words: IWords
): void {
  const added = Object.entries({
    ...showCommands(links, words),
    ...textCommands(panel, words),
    ...placeCommands(words),
    ...courseCommands(words)
  });
  for (const [id, { label, caption, can, harmless, execute }] of added) {
    const target = (): ITarget | null => {
      const found = targetOf(links, panel);
      const free = harmless ?? links.current?.state.acts ?? false;
      return found && free && (can?.(found) ?? true) ? found : null;
    };
    commands.addCommand(id, {
      label,
      caption,
      isEnabled: () => target() !== null,
      execute: async () => {
        const found = target();
        if (found) {
          await execute(found);
        }
      }
    });
  }
  const ids = added.map(([id]) => id);
  const tell = tellsChanges(commands, ids);
  links.changed.connect(tell);
  panel.onStep = tell;
}

function targetOf(links: INotebookLinks, panel: PlanPanel): ITarget | null {
  const link = links.current;
  const id = panel.step;
  if (!link || id === null || link.state.body.kind !== 'plan') {
    return null;
  }
  const { roots } = link.state.body;
  const node = findStep(roots, id);
  const send = (call: CommandCall): void => void link.command(call);
  const edit = (change: PlanEdit | null): void => {
    if (change) {
      send({ name: 'edit_plan', args: { edit: change } });
    }
  };
  return node && { roots, node, id, send, edit };
}

type StepCommands = Record<string, IStepCommand>;

function showCommands(links: INotebookLinks, words: IWords): StepCommands {
  return {
    [CommandIDs.revealStep]: {
      label: words.__('Show the Cells of the Step'),
      harmless: true,
      can: ({ node }) => cellsOf(node).length > 0,
      execute: ({ node }) =>
        links.current?.reveal(cellsOf(node)[0]).catch((reason: unknown) => {
          console.warn('rca:', reason);
        })
    }
  };
}

function textCommands(panel: PlanPanel, words: IWords): StepCommands {
  const form = (kind: IStepForm['kind'], label: string): IStepCommand => ({
    label,
    execute: ({ id }) => panel.open({ kind, step: id })
  });
  return {
    [CommandIDs.renameStep]: form('rename', words.__('Rename Step…')),
    [CommandIDs.changeGoal]: form('goal', words.__('Change Goal…')),
    [CommandIDs.addStep]: form('add', words.__('Add Step Below…')),
    [CommandIDs.addInside]: form('add-child', words.__('Add Step Inside…'))
  };
}

function placeCommands(words: IWords): StepCommands {
  const moving = (
    label: string,
    to: (roots: readonly INode[], id: string) => PlanEdit | null
  ): IStepCommand => ({
    label,
    can: ({ roots, id }) => to(roots, id) !== null,
    execute: ({ roots, id, edit }) => edit(to(roots, id))
  });
  return {
    [CommandIDs.stepUp]: moving(words.__('Move Step Up'), (roots, id) => shift(roots, id, -1)),
    [CommandIDs.stepDown]: moving(words.__('Move Step Down'), (roots, id) => shift(roots, id, 1)),
    [CommandIDs.indentStep]: moving(words.__('Move Step In'), indent),
    [CommandIDs.outdentStep]: moving(words.__('Move Step Out'), outdent)
  };
}

function courseCommands(words: IWords): StepCommands {
  return {
    [CommandIDs.skipStep]: {
      label: words.__('Skip Step'),
      can: ({ node }) => !['done', 'skipped'].includes(node.step.state),
      execute: ({ id, edit }) => edit({ kind: 'skip', step: id })
    },
    [CommandIDs.retryStep]: {
      label: words.__('Retry from Here'),
      caption: words.__('Do this step again, and what depends on it'),
      execute: ({ id, edit }) => edit({ kind: 'retry', step: id })
    },
    [CommandIDs.rollbackStep]: {
      label: words.__('Roll Back to Before Step…'),
      caption: words.__('Bring cells and files back to what they were before this step'),
      can: ({ node }) => mayHaveChanged(node),
      execute: async ({ id, node, send }) => {
        const sure = await confirm(
          words.__('Roll back to before “%1”?', shown(node.step.title)),
          words.__('Cells and files go back. Variables in the kernel stay as they are.'),
          words.__('Roll Back'),
          words
        );
        if (sure) {
          send({ name: 'rollback', args: { step: id } });
        }
      }
    },
    [CommandIDs.deleteStep]: {
      label: words.__('Delete Step…'),
      execute: async ({ id, node, edit }) => {
        const sure = await confirm(
          words.__('Delete the step “%1”?', shown(node.step.title)),
          words.__('Its cells stay in the notebook.'),
          words.__('Delete'),
          words
        );
        if (sure) {
          edit({ kind: 'delete', step: id });
        }
      }
    }
  };
}

async function confirm(title: string, body: string, deed: string, words: IWords): Promise<boolean> {
  const buttons = [
    Dialog.cancelButton({ label: words.__('Cancel') }),
    Dialog.warnButton({ label: deed })
  ];
  return (await showDialog({ title, body, buttons })).button.accept;
}
