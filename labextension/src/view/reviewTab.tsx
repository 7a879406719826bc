import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { shown } from '../core/plainText';
import type { INotebookLink } from '../tokens';
import type { IPanelActions } from './actions';
import { ApprovalCard } from './card';
import { focusPanel, keepFocus } from './focusKeeper';
import type { Kept } from './kept';
import { Here, namesOf } from './named';
import type { IPanelServices } from './planPanel';
import { QuestionCard } from './question';
import type { IWords } from './wording';
import { actionWord } from './wording';

/** What a notebook's session asks, in a tab of the main area: a diff has the room there to be read. */
export class ReviewTab extends ReactWidget {
  constructor(
    private readonly _link: INotebookLink,
    private readonly _kept: Kept,
    private readonly _actions: IPanelActions,
    private readonly _services: IPanelServices,
    private readonly _words: IWords
  ) {
    super();
    this.addClass('rca-Panel');
    this.addClass('rca-Review');
    this.node.tabIndex = -1;
    this._letGo = keepFocus(this.node);
    _link.changed.connect(this._follow);
    this._entitle();
  }

  override dispose(): void {
    this._link.changed.disconnect(this._follow);
    this._letGo();
    super.dispose();
  }

  protected override onCloseRequest(): void {
    this.dispose();
  }

  protected override onActivateRequest(): void {
    focusPanel(this.node);
  }

  protected override render(): React.JSX.Element {
    const names = namesOf(this._link.state.body, this._actions.placeOf, this._words);
    return <Here value={{ actions: this._actions, names }}>{this._waiting()}</Here>;
  }

  private _waiting(): React.JSX.Element {
    const { waiting, acts } = this._link.state;
    const [actions, kept, words] = [this._actions, this._kept, this._words];
    const common = { key: waiting?.id, acts, actions, kept, words };
    switch (waiting?.kind) {
      case 'approval': {
        const large = { enlarged: false, onEnlarge: null };
        return <ApprovalCard {...common} {...this._services} {...large} waiting={waiting} />;
      }
      case 'question':
        return <QuestionCard {...common} waiting={waiting} typeset={this._services.typeset} />;
      case undefined:
        return <p className="rca-Panel-empty">{words.__('Nothing waits for you.')}</p>;
    }
  }

  /** What is reviewed: a file by its name, else what is to be done. */
  private _entitle(): void {
    const { waiting } = this._link.state;
    const words = this._words;
    const what =
      waiting?.kind === 'approval'
        ? shown(waiting.path).split('/').at(-1) || actionWord(waiting.action, words)
        : waiting && words.__('Question');
    const { title } = this;
    title.label = what ? words.__('Review: %1', what) : words.__('Review');
    title.caption = words.__('What the agent asks in %1', this._link.name);
  }

  private readonly _letGo: () => void;

  /** Who reviews one action in a tab finds the next one there too, as long as the session runs. */
  private readonly _follow = (): void => {
    if (this._link.state.running) {
      this._entitle();
      this.update();
    } else {
      this.dispose();
    }
  };
}
