import React from 'react';
import type { IPanelState, PanelBody } from '../core/panelState';
import { shown } from '../core/plainText';
import type { IPanelActions } from './actions';
import { Contract } from './contract';
import { Header } from './header';
import { PlanTree } from './planTree';
import type { IWords } from './wording';

interface IPanelProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
}

/** The whole panel, from one state. All text is text: nothing of it is ever parsed as HTML. */
export function PanelView({ state, actions, words }: IPanelProps): React.JSX.Element {
  const { body } = state;
  if (body.kind === 'no-notebook') {
    return (
      <p className="rca-Panel-empty">{words.__('Open a notebook to see its research plan.')}</p>
    );
  }
  return (
    <>
      <Header state={state} actions={actions} words={words} />
      {body.kind === 'none' && <Empty words={words} />}
      {body.kind === 'unreadable' && <Unreadable body={body} words={words} />}
      {body.kind === 'plan' && <Plan body={body} state={state} actions={actions} words={words} />}
    </>
  );
}

function Plan({
  body,
  state,
  actions,
  words
}: IPanelProps & { body: Extract<PanelBody, { kind: 'plan' }> }): React.JSX.Element {
  return (
    <div className="rca-Panel-body">
      <h2 className="rca-Panel-goal">{shown(body.goal)}</h2>
      {body.paper && <p className="rca-Panel-paper">{shown(body.paper)}</p>}
      <PlanTree
        roots={body.roots}
        current={state.step}
        live={state.running}
        actions={actions}
        words={words}
      />
      {body.contract.length > 0 && <Contract contract={body.contract} words={words} />}
    </div>
  );
}

function Empty({ words }: { words: IWords }): React.JSX.Element {
  return (
    <div className="rca-Panel-empty">
      <p>{words.__('This notebook has no research plan yet. Start one in a cell:')}</p>
      <pre>{'%load_ext rca_kernel\n%rca paper paper.tex\n%rca implement "Section 3.2"'}</pre>
    </div>
  );
}

function Unreadable({
  body,
  words
}: {
  body: Extract<PanelBody, { kind: 'unreadable' }>;
  words: IWords;
}): React.JSX.Element {
  const { reading } = body;
  const text =
    reading.kind === 'newer'
      ? words.__(
          'The plan in this notebook has format %1, which is newer than this version can read. Update rca-kernel to see it; it is kept as it is.',
          reading.format
        )
      : words.__(
          'The plan in this notebook is damaged: %1. It is kept as it is; restore the notebook from a checkpoint, or remove metadata.rca to start anew.',
          shown(reading.problem)
        );
  return (
    <p className="rca-Panel-unreadable" role="alert">
      {text}
    </p>
  );
}
