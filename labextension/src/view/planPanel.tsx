import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';
import { NO_NOTEBOOK } from '../core/panelState';
import type { INotebookLink, INotebookLinks, ISelectedStep } from '../tokens';
import type { IPanelActions } from './actions';
import { focusPanel, keepFocus } from './focusKeeper';
import { Kept } from './kept';
import { PanelView } from './panelView';
import { stepAt } from './planTree';
import type { RenderMarkdown } from './rendered';
import type { MakeEditor } from './source';
import type { IStepForm } from './stepForm';
import { showTab } from './tabs';
import type { Typeset } from './typesetting';
import type { IWords } from './wording';

const WAITING = 'rca-mod-waiting';
const FORM = 'form';
const NOTHING = new Kept();

/** What JupyterLab lends the panel, where it has it. */
export interface IPanelServices {
  typeset: Typeset | null;
  makeEditor: MakeEditor | null;
  renderMarkdown: RenderMarkdown | null;
}

/** The panel in the sidebar; shows the plan of the notebook that the user last worked in. */
export class PlanPanel extends ReactWidget {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords,
    private readonly _actions: IPanelActions,
    private readonly _services: IPanelServices
  ) {
    super();
    this.addClass('rca-Panel');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _words.__('Research plan'));
    // update() coalesces: many changes in one turn are one rendering.
    _links.changed.connect(() => {
      this.title.className = _links.current?.state.waiting ? WAITING : '';
      this.update();
    });
    keepFocus(this.node);
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isWritten(event.target)) {
        this.onLeave();
      }
    });
    for (const event of ['focusin', 'contextmenu']) {
      this.node.addEventListener(event, ({ target }) => {
        this._step = stepAt(target);
        this.onStep();
      });
    }
  }

  /** Called when a user of the keyboard leaves. */
  onLeave: () => void = () => undefined;

  /** Called when it has come into sight. */
  onShown: () => void = () => undefined;

  /** Called when commands are about another step. */
  onStep: () => void = () => undefined;

  /** The step that commands are about: the one in focus, or under the context menu. */
  get step(): string | null {
    return this._step;
  }

  /** Whether the step of the selected cell is shown in the tree. */
  set follows(follows: boolean) {
    this._follows = follows;
    this.update();
  }

  /** Let the user change the plan of the current notebook at a step. */
  open(form: IStepForm | null): void {
    const { current } = this._links;
    if (current) {
      this.keptOf(current).write(FORM, form);
    }
    this.update();
  }

  /** What is remembered of a notebook, as long as it is open. */
  keptOf(link: INotebookLink): Kept {
    const kept = this._kept.get(link) ?? new Kept();
    this._kept.set(link, kept);
    return kept;
  }

  /** Whether a notebook's approvals stand in a tab of their own. */
  isEnlarged: (link: INotebookLink) => boolean = () => false;

  /** Choose a step in the tree, as if its cell had been selected just now; the focus `goes` there where asked. */
  choose(step: string, goes = false): void {
    showTab('plan');
    this._choices += 1;
    const cell = `choice ${this._choices}`;
    this._chosen = { step, cell, goes, after: this._links.selected?.cell };
    this.update();
  }

  /** The user asked for the panel: the focus goes to what waits, else to the plan. */
  protected override onActivateRequest(): void {
    focusPanel(this.node);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.onShown();
  }

  protected override render(): React.JSX.Element {
    const link = this._links.current;
    const state = link?.state ?? NO_NOTEBOOK;
    const kept = link ? this.keptOf(link) : NOTHING;
    // Another notebook is another tree: what was closed or picked in one means nothing in it.
    return (
      <PanelView
        key={link?.id}
        state={state}
        actions={this._actions}
        words={this._words}
        {...this._services}
        selected={this._selected()}
        kept={kept}
        enlarged={link !== null && this.isEnlarged(link)}
        form={kept.read<IStepForm | null>(FORM, null)}
        onForm={form => this.open(form)}
      />
    );
  }

  /** What was chosen last: by command, or by selecting a cell. */
  private _selected(): ISelectedStep | null {
    const { selected } = this._links;
    if (this._chosen && this._chosen.after === selected?.cell) {
      return this._chosen;
    }
    this._chosen = null;
    return this._follows ? selected : null;
  }

  private _follows = true;
  private _step: string | null = null;
  private _chosen: (ISelectedStep & { after?: string }) | null = null;
  private _choices = 0;
  private readonly _kept = new WeakMap<INotebookLink, Kept>();
}

/** Whether the keys are those of a field. */
const isWritten = (target: EventTarget | null): boolean =>
  (target as Element).closest('input, textarea, select, [contenteditable="true"]') !== null;
