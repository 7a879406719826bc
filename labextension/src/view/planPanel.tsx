import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { NO_NOTEBOOK } from '../core/panelState';
import type { INotebookLinks } from '../tokens';
import type { IPanelActions } from './actions';
import { PanelView } from './panelView';
import type { IWords } from './wording';

/** The panel in the sidebar; shows the plan of the notebook that the user last worked in. */
export class PlanPanel extends ReactWidget {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords,
    private readonly _actions: IPanelActions
  ) {
    super();
    this.addClass('rca-Panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _words.__('Research plan'));
    // update() coalesces: many changes in one turn are one rendering.
    _links.changed.connect(() => this.update());
  }

  protected override render(): React.JSX.Element {
    const link = this._links.current;
    const state = link?.state ?? NO_NOTEBOOK;
    // Another notebook is another tree: what was closed or picked in one means nothing in it.
    return <PanelView key={link?.id} state={state} actions={this._actions} words={this._words} />;
  }
}
