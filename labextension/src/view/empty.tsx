import React from 'react';
import type { IPanelState } from '../core/panelState';
import { shown } from '../core/plainText';
import type { IPanelActions } from './actions';
import type { IWords } from './wording';

const LOAD = '%load_ext rca_kernel';
const PAPER = '%rca paper paper.tex';
const IMPLEMENT = '%rca implement "Section 3.2"';

interface IEmptyProps {
  state: IPanelState;
  actions: Pick<IPanelActions, 'runNew' | 'create'>;
  words: IWords;
}

/** Nothing is open: the way to begin. */
export function NoNotebook({ actions, words }: Omit<IEmptyProps, 'state'>): React.JSX.Element {
  const { create } = actions;
  return (
    <div className="rca-Panel-empty">
      <p>{words.__('Open a notebook to see its research plan.')}</p>
      {create ? (
        <button type="button" className="jp-mod-styled jp-mod-accept" onClick={create}>
          {words.__('New Research Notebook')}
        </button>
      ) : (
        <p>
          {words.__(
            'The kernel “Python 3 (RCA)” is not installed here. In any Python notebook, run this in a cell:'
          )}{' '}
          <code>{LOAD}</code>
        </p>
      )}
    </div>
  );
}

/** A notebook without a plan: what its kernel lacks, or what to type. */
export function NoPlan({ state, actions, words }: IEmptyProps): React.JSX.Element {
  const { running, attached, searching, elsewhere, stranger, language, known } = state;
  const none = words.__('This notebook has no research plan yet.');
  if (running) {
    return <p className="rca-Panel-empty">{words.__('The agent makes the plan.')}</p>;
  }
  if (elsewhere !== '' || stranger) {
    return <p className="rca-Panel-empty">{none}</p>;
  }
  if (attached) {
    return (
      <div className="rca-Panel-empty">
        <p>
          {known && known.file !== ''
            ? words.__(
                '“%1” has been read. Say in a cell what of it is to be implemented:',
                shown(known.paper || known.file)
              )
            : words.__('This notebook has no research plan yet. Start one in a cell:')}
        </p>
        <pre>{known && known.file !== '' ? IMPLEMENT : `${PAPER}\n${IMPLEMENT}`}</pre>
      </div>
    );
  }
  if (searching) {
    return <p className="rca-Panel-empty">{words.__('Connecting with the kernel…')}</p>;
  }
  if (isForeign(language)) {
    return (
      <p className="rca-Panel-empty">
        {none} {foreignText(language, words)}
      </p>
    );
  }
  return (
    <div className="rca-Panel-empty">
      <p>{none}</p>
      <p>{words.__('To begin, load the extension into its kernel:')}</p>
      <Typed source={LOAD} label={words.__('Load the Extension')} actions={actions} />
    </div>
  );
}

/** The kernel that was is gone, or is another: what to type to go on, where that kernel would take it. */
export const ToGoOn = ({ state, actions, words }: IEmptyProps): React.JSX.Element =>
  isForeign(state.language) ? (
    <p className="rca-Panel-hint">
      {words.__('The plan is unfinished.')} {foreignText(state.language, words)}
    </p>
  ) : (
    <div className="rca-Panel-hint">
      <p>{words.__('The plan is unfinished. To go on, run this in a cell:')}</p>
      <Typed
        source={`${LOAD}\n%rca resume`}
        label={words.__('Load and Resume')}
        actions={actions}
      />
    </div>
  );

const isForeign = (language: string): boolean => language !== '' && language !== 'python';

const foreignText = (language: string, words: IWords): string =>
  words.__(
    'The agent works with a Python kernel; this one speaks %1. Change Kernel in the Kernel menu chooses another.',
    shown(language)
  );

interface ITypedProps {
  source: string;
  label: string;
  actions: Pick<IPanelActions, 'runNew'>;
}

/** Lines of a cell, and a button that writes and runs it, as the user would. */
const Typed = ({ source, label, actions }: ITypedProps): React.JSX.Element => (
  <>
    <pre>{source}</pre>
    <button
      type="button"
      className="rca-mod-plain rca-Typed"
      onClick={() => actions.runNew(source)}
    >
      {label}
    </button>
  </>
);
