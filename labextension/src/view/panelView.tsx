import React, { useEffect, useMemo } from 'react';
import type { IPanelState, PanelBody } from '../core/panelState';
import { spelt } from '../core/mathText';
import { shown } from '../core/plainText';
import type { ISelectedStep } from '../tokens';
import type { IPanelActions } from './actions';
import { AskForm } from './askForm';
import { APPROVAL, ApprovalCard } from './card';
import { Contract } from './contract';
import { Cost } from './cost';
import { NoNotebook, NoPlan } from './empty';
import { Header } from './header';
import { useInSight } from './inSight';
import type { Kept } from './kept';
import { KeptHere } from './kept';
import { Here, namesOf } from './named';
import type { Typeset } from './typesetting';
import { PlanTree } from './planTree';
import { ANSWER, QuestionCard } from './question';
import type { RenderMarkdown } from './rendered';
import { Log } from './researchLog';
import type { MakeEditor } from './source';
import { canStart, Start } from './start';
import type { IStepForm } from './stepForm';
import { noStepsText } from './statusWords';
import { TABPANEL, Tabs, tabId, useTab } from './tabs';
import type { IWords } from './wording';

interface IPanelProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
  /** What is remembered of this notebook. */
  kept: Kept;
  typeset?: Typeset | null;
  makeEditor?: MakeEditor | null;
  renderMarkdown?: RenderMarkdown | null;
  /** Whether what is to be approved stands in a tab of its own. */
  enlarged?: boolean;
  /** The step of the cell that the user selected. */
  selected?: ISelectedStep | null;
  /** What the user is about to change in the plan. */
  form?: IStepForm | null;
  onForm?: (form: IStepForm | null) => void;
}

/** The whole panel, from one state. All text is text: nothing of it is ever parsed as HTML. */
export function PanelView(props: IPanelProps): React.JSX.Element {
  const { state, actions, words } = props;
  const { body } = state;
  const here = useMemo(
    () => ({ actions, names: namesOf(body, actions.placeOf, words) }),
    [actions, body, words]
  );
  if (body.kind === 'no-notebook') {
    return <NoNotebook actions={actions} words={words} />;
  }
  return (
    <Here value={here}>
      <KeptHere value={props.kept}>
        <Header state={state} actions={actions} words={words} />
        <Asked {...props} />
        {body.kind === 'none' && <Beginning state={state} actions={actions} words={words} />}
        {body.kind === 'unreadable' && <Unreadable body={body} words={words} />}
        {body.kind === 'plan' && <Tabbed {...props} body={body} />}
      </KeptHere>
    </Here>
  );
}

/** No plan: a form that begins one, or what has to be done before. */
const Beginning = (props: Pick<IPanelProps, 'state' | 'actions' | 'words'>): React.JSX.Element =>
  canStart(props.state) ? <Start {...props} /> : <NoPlan {...props} />;

const DRAFTS = [APPROVAL, ANSWER];

/** What the session asks, above everything else. */
function Asked(props: IPanelProps): React.JSX.Element {
  const host = useInSight(props.state.waiting?.id);
  return (
    <div ref={host} className="rca-Waiting">
      <Waiting {...props} />
    </div>
  );
}

/** Another question is another card. */
function Waiting(props: IPanelProps): React.JSX.Element | null {
  const { state, actions, words, kept, enlarged = false } = props;
  const { makeEditor = null, renderMarkdown = null, typeset = null } = props;
  const { waiting, acts } = state;
  const common = { key: waiting?.id, acts, actions, words, kept };
  const over = state.running && waiting === null;
  useEffect(() => {
    if (over) {
      DRAFTS.forEach(name => kept.write(name, null));
    }
  }, [over, kept]);
  switch (waiting?.kind) {
    case 'approval':
      return (
        <ApprovalCard
          {...common}
          {...{ waiting, makeEditor, renderMarkdown, enlarged }}
          onEnlarge={actions.enlarge}
        />
      );
    case 'question':
      return <QuestionCard {...common} waiting={waiting} typeset={typeset} />;
    case undefined:
      return null;
  }
}

interface IBodyProps extends IPanelProps {
  body: Extract<PanelBody, { kind: 'plan' }>;
}

function Tabbed(props: IBodyProps): React.JSX.Element {
  const { body, state, actions, words, kept, typeset = null } = props;
  const tab = useTab();
  return (
    <>
      <Tabs tab={tab} words={words} />
      <div
        // Another tab begins at its top.
        key={tab}
        id={TABPANEL}
        className="rca-Panel-body"
        role="tabpanel"
        aria-labelledby={tabId(tab)}
        data-tab={tab}
        // The tree scrolls by its own keys.
        tabIndex={tab === 'plan' ? -1 : 0}
      >
        {tab === 'plan' && <Plan {...props} />}
        {tab === 'contract' && (
          <Contract
            contract={body.contract}
            actions={actions}
            typeset={typeset}
            kept={kept}
            words={words}
          />
        )}
        {tab === 'log' && state.acts && <AskForm actions={actions} kept={kept} words={words} />}
        {tab === 'log' && <Log body={body} {...{ kept, typeset, words }} />}
        {tab === 'cost' && <Cost body={body} state={state} words={words} />}
      </div>
    </>
  );
}

function Plan({
  body,
  state,
  actions,
  words,
  selected = null,
  form = null,
  onForm = () => undefined,
  kept
}: IBodyProps): React.JSX.Element {
  const starts = canStart(state);
  return (
    <>
      {body.goal && <h2 className="rca-Panel-goal">{spelt(shown(body.goal))}</h2>}
      {body.paper && <p className="rca-Panel-paper">{spelt(shown(body.paper))}</p>}
      {body.roots.length === 0 && !starts && (
        <p className="rca-Panel-empty">{noStepsText(state, words)}</p>
      )}
      {body.roots.length > 0 && (
        <PlanTree
          roots={body.roots}
          current={state.step}
          live={state.running}
          selected={selected}
          actions={actions}
          acts={state.acts}
          follows={state.follows}
          form={state.acts ? form : null}
          onForm={onForm}
          kept={kept}
          words={words}
        />
      )}
      {starts && <Start state={state} actions={actions} words={words} />}
    </>
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
