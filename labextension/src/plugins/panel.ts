import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { Dialog, ICommandPalette, ISanitizer, showDialog } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ILatexTypesetter, IMarkdownParser } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { CommandIDs } from '../commandIds';
import { markdownRenderer } from '../editor/renderedMarkdown';
import { sourceEditors } from '../editor/sourceEditor';
import { followSettings } from '../settings';
import type { INotebookLink } from '../tokens';
import { INotebookLinks } from '../tokens';
import type { IPanelActions } from '../view/actions';
import { Announcer } from '../view/announcer';
import { planIcon } from '../view/icons';
import type { Typeset } from '../view/typesetting';
import type { IPanelServices } from '../view/planPanel';
import { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';
import { callForUser } from './attention';
import { tellEndings } from './endings';
import { tellingWhy } from './reruns';
import { reviewTabs } from './reviews';
import { addSessionCommands } from './sessionCommands';
import { addStepCommands } from './stepCommands';
import { wordsFrom } from './translation';

const PANEL_ID = 'rca-plan-panel';

/** The "Research plan" sidebar and the commands of a session. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:panel',
  description: 'Shows the research plan of the current notebook in the right sidebar.',
  autoStart: true,
  requires: [INotebookLinks],
  optional: [
    ICommandPalette,
    ILayoutRestorer,
    ITranslator,
    ILatexTypesetter,
    ISettingRegistry,
    IEditorLanguageRegistry,
    IMarkdownParser,
    ISanitizer,
    ILabShell
  ],
  activate: (
    app: JupyterFrontEnd,
    links: INotebookLinks,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
    latex: ILatexTypesetter | null,
    registry: ISettingRegistry | null,
    languages: IEditorLanguageRegistry | null,
    parser: IMarkdownParser | null,
    sanitizer: ISanitizer | null,
    labShell: ILabShell | null
  ) => {
    const words = wordsFrom(translator);
    const typeset: Typeset | null = latex && (host => latex.typeset(host));
    const services: IPanelServices = {
      typeset,
      makeEditor: sourceEditors(languages),
      renderMarkdown: parser && sanitizer && markdownRenderer(parser, sanitizer, typeset)
    };
    const enlarge = (link: INotebookLink): void => review(link);
    const elsewhere: IElsewhere = {
      enlarge,
      create: creating(app),
      showStep: step => void app.commands.execute(CommandIDs.showStep, { step, goes: true })
    };
    const panel = createPanel(links, words, services, elsewhere);
    const actions = (link: INotebookLink): IPanelActions => actionsOn(() => link, elsewhere, words);
    waysOut(app, links, panel);
    // The main area of Notebook 7 holds its one document only.
    const area = labShell ? 'main' : 'down';
    const review = reviewTabs(app, area, panel, actions, services, words);
    app.shell.add(panel, 'right', { rank: 1000 });
    restorer?.add(panel, PANEL_ID);
    new Announcer(links, words);
    const show = (): void => app.shell.activateById(PANEL_ID);
    addSessionCommands(app, links, panel, show, palette, words);
    addStepCommands(app, links, panel, words);
    const caller = callForUser(links, panel, words, link => {
      if (link !== links.current && link.view) {
        app.shell.activateById(link.view.id);
      }
      show();
    });
    tellEndings(links, panel, words, show);
    followSettings(registry, ({ followStep, notifyWaiting }) => {
      panel.follows = followStep;
      caller.calls = notifyWaiting;
    });
  }
};

/** What is done by other parts of the page. */
interface IElsewhere {
  enlarge: (link: INotebookLink) => void;
  /** What makes a notebook; null while it cannot. */
  create: () => (() => void) | null;
  showStep: (step: string) => void;
}

const creating =
  ({ commands }: JupyterFrontEnd): IElsewhere['create'] =>
  () => {
    const id = CommandIDs.newNotebook;
    const can = commands.hasCommand(id) && commands.isEnabled(id);
    return can ? () => void commands.execute(id) : null;
  };

/** Out of the panel: back to the notebook, and to a new one. */
function waysOut(
  { commands, shell }: JupyterFrontEnd,
  links: INotebookLinks,
  panel: PlanPanel
): void {
  panel.onLeave = () => {
    const view = links.current?.view;
    if (view) {
      shell.activateById(view.id);
    }
  };
  commands.commandChanged.connect((_, { id }) => {
    if (id === CommandIDs.newNotebook && links.current === null) {
      panel.update();
    }
  });
}

/** What the user asks is asked of the notebook that is looked at just then. */
const actionsOn = (
  link: () => INotebookLink | null,
  { enlarge, create, showStep }: IElsewhere,
  words: IWords
): IPanelActions => ({
  ask: async call => (await link()?.command(call)) ?? { ok: false, message: '' },
  reveal: cells => cells.slice(0, 1).forEach(cell => settle(link()?.reveal(cell))),
  rerun: cells => tellingWhy(link()?.rerunFailed(cells), words),
  placeOf: cell => link()?.placeOf(cell) ?? null,
  showStep,
  runNew: source => tellingWhy(link()?.runNew(source), words),
  get create() {
    return create();
  },
  fails: cells => link()?.fails(cells) ?? false,
  look: () => link()?.look(),
  start: async line => {
    const run = link()?.runNew(line);
    tellingWhy(run, words);
    await run?.catch(() => undefined);
  },
  papers: async () => (await link()?.papers()) ?? [],
  read: text => void showDialog({ body: longText(text), buttons: [Dialog.okButton()] }),
  enlarge: () => {
    const shown = link();
    if (shown) {
      enlarge(shown);
    }
  }
});

function createPanel(
  links: INotebookLinks,
  words: IWords,
  services: IPanelServices,
  elsewhere: IElsewhere
): PlanPanel {
  const actions = actionsOn(() => links.current, elsewhere, words);
  const panel = new PlanPanel(links, words, actions, services);
  panel.id = PANEL_ID;
  panel.title.icon = planIcon;
  panel.title.caption = words.__('Research plan');
  return panel;
}

/** Text as text, in lines of its own, that can be copied. */
function longText(text: string): Widget {
  const node = document.createElement('pre');
  node.className = 'rca-LongText';
  node.textContent = text;
  return new Widget({ node });
}

/** A cell may be gone by now: worth a line in the console, not a dialog. */
function settle(work: Promise<void> | undefined): void {
  work?.catch((reason: unknown) => console.warn('rca:', reason));
}
