import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { NO_NOTEBOOK } from '../core/panelState';
import type { INotebookLinks } from '../tokens';
import type { IPanelActions } from './actions';
import type { Typeset } from './mathematics';
import { PanelView } from './panelView';
import type { MakeEditor } from './source';
import type { IWords } from './wording';

/** The panel in the sidebar; shows the plan of the notebook that the user last worked in. */
export class PlanPanel extends ReactWidget {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords,
    private readonly _actions: IPanelActions,
    private readonly _typeset: Typeset | null,
    private readonly _makeEditor: MakeEditor | null
  ) {
    super();
    this.addClass('rca-Panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _words.__('Research plan'));
    // update() coalesces: many changes in one turn are one rendering.
    _links.changed.connect(() => this.update());
  }

  /** Whether the step of the selected cell is shown in the tree. */
  set follows(follows: boolean) {
    this._follows = follows;
    this.update();
  }

  protected override render(): React.JSX.Element {
    const link = this._links.current;
    const state = link?.state ?? NO_NOTEBOOK;
    // Another notebook is another tree: what was closed or picked in one means nothing in it.
    return (
      <PanelView
        key={link?.id}
        state={state}
        actions={this._actions}
        words={this._words}
        typeset={this._typeset}
        makeEditor={this._makeEditor}
        selected={this._follows ? this._links.selected : null}
      />
    );
  }

  private _follows = true;
}
