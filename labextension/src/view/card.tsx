import React, { useEffect, useRef, useState } from 'react';
import { shown } from '../core/plainText';
import { subjectOf } from '../core/subject';
import type { IApproval, Verdict } from '../protocol/messages';
import type { IPanelActions } from './actions';
import { useArmed } from './armed';
import type { Kept } from './kept';
import { useDraft } from './kept';
import { useNames } from './named';
import { OnlyLooks } from './question';
import { Reasons } from './reasons';
import type { RenderMarkdown } from './rendered';
import { Rendered } from './rendered';
import type { MakeEditor } from './source';
import { Source } from './source';
import type { IWords } from './wording';
import { actionWord, personaWord, riskWord } from './wording';

interface IApprovalProps {
  waiting: IApproval;
  acts: boolean;
  actions: IPanelActions;
  kept: Kept;
  makeEditor: MakeEditor | null;
  renderMarkdown: RenderMarkdown | null;
  /** Whether the source stands in a tab of its own. */
  enlarged: boolean;
  /** Show it there; null in that tab. */
  onEnlarge: (() => void) | null;
  words: IWords;
}

/** Where it is kept. */
export const APPROVAL = 'approval';

/** What the user is about to answer; nothing of it is lost on a look at another notebook. */
interface IAnswer {
  doing: 'look' | 'edit' | 'reject';
  text: string;
  reason: string;
}

/** What will happen, and the user's word on it. It waits for as long as it takes. */
export function ApprovalCard(props: IApprovalProps): React.JSX.Element {
  const { waiting, acts, actions, kept, renderMarkdown, enlarged, words } = props;
  const { id, summary, after } = waiting;
  const untouched: IAnswer = { doing: 'look', text: after, reason: '' };
  const [answer, setAnswer] = useDraft(kept, APPROVAL, JSON.stringify(waiting), untouched);
  const [sent, setSent] = useState(false);
  const { doing, text, reason } = answer;
  const card = useEditorFocus(doing);
  const decide = (verdict: Verdict, said: string): void => {
    setSent(true);
    const call = { name: 'decide', args: { request: id, verdict, text: said } } as const;
    void actions.ask(call).then(({ ok }) => ok || setSent(false));
  };
  const off = sent || !acts;
  const onDoing = (next: IAnswer['doing']): void => setAnswer({ ...untouched, doing: next });
  return (
    <section
      ref={card}
      className="rca-Card"
      tabIndex={-1}
      aria-label={words.__('Approval')}
      data-request={id}
    >
      <CardHead {...props} />
      {summary && <Summary text={summary} />}
      {subjectOf(waiting) === 'markdown' && text && renderMarkdown && !enlarged && (
        <Rendered source={text} render={renderMarkdown} words={words} />
      )}
      {!enlarged && (
        <Change
          key={doing === 'edit' ? 'edit' : 'look'}
          {...props}
          edits={doing === 'edit'}
          start={text}
          onChange={next => setAnswer({ ...answer, text: next })}
        />
      )}
      <Reasons waiting={waiting} words={words} />
      {doing === 'reject' ? (
        <Rejection
          off={off}
          reason={reason}
          onReason={next => setAnswer({ ...answer, reason: next })}
          onReject={() => decide('reject', reason)}
          onCancel={() => onDoing('look')}
          words={words}
        />
      ) : (
        <Choices
          edits={doing === 'edit'}
          editable={waiting.editable}
          off={off}
          onApprove={() => (doing === 'edit' ? decide('edit', text) : decide('approve', ''))}
          onDoing={onDoing}
          words={words}
        />
      )}
    </section>
  );
}

interface IChangeProps extends IApprovalProps {
  edits: boolean;
  /** The text that the editor begins with. */
  start: string;
  onChange: (text: string) => void;
}

/** The source, or what changes in it. */
function Change(props: IChangeProps): React.JSX.Element | null {
  const { waiting, makeEditor, edits, onChange, words } = props;
  const [start] = useState(props.start);
  const { before, after, path } = waiting;
  if (!before && !after) {
    return null;
  }
  return (
    <>
      {edits && <p className="rca-Card-editing">{words.__('Edit what is to be done:')}</p>}
      <Source
        {...{ before, path }}
        after={edits ? start : after}
        subject={subjectOf(waiting)}
        label={edits ? words.__('Edit before it is done') : words.__('What is to be done')}
        editable={edits}
        onChange={onChange}
        make={makeEditor}
      />
    </>
  );
}
/** What the agent says of it; a cell by its name. */
export const Summary = ({ text }: { text: string }): React.JSX.Element => (
  <p className="rca-Card-summary">{useNames().text(text)}</p>
);

/** Who wants to edit finds the focus in the editor. */
function useEditorFocus(doing: IAnswer['doing']): React.RefObject<HTMLElement> {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (doing === 'edit') {
      card.current?.querySelector<HTMLElement>('.rca-Source :is(.cm-content, textarea)')?.focus();
    }
  }, [doing]);
  return card;
}

/** Which action, by whom, how dangerous, and where. */
function CardHead(props: IApprovalProps): React.JSX.Element {
  const { waiting, acts, actions, enlarged, onEnlarge, words } = props;
  const { action, risk, step, persona, cell_id, path } = waiting;
  const who = personaWord(persona, words);
  const names = useNames();
  const cell = names.cell(cell_id);
  return (
    <>
      <h3 className="rca-Card-title">
        {actionWord(action, words)}{' '}
        <span className="rca-Card-risk" data-risk={risk}>
          {riskWord(risk, words)}
        </span>
      </h3>
      <p className="rca-Card-place">
        {step && <bdi>{names.step(step)}</bdi>}
        {who && <span>{who}</span>}
        {path && <code>{shown(path)}</code>}
        {cell_id && (
          <button type="button" className="rca-Link" onClick={() => actions.reveal([cell_id])}>
            {cell === null ? words.__('Show the cell') : words.__('Show %1', cell)}
          </button>
        )}
        {onEnlarge && (waiting.before || waiting.after) && (
          <button type="button" className="rca-Link rca-Card-enlarge" onClick={onEnlarge}>
            {enlarged ? words.__('Show its tab') : words.__('Open in a tab')}
          </button>
        )}
      </p>
      {!acts && <OnlyLooks words={words} />}
    </>
  );
}

interface IChoicesProps {
  edits: boolean;
  editable: boolean;
  off: boolean;
  onApprove: () => void;
  onDoing: (next: IAnswer['doing']) => void;
  words: IWords;
}

function Choices(props: IChoicesProps): React.JSX.Element {
  const { edits, editable, off, onApprove, onDoing, words } = props;
  const armed = useArmed();
  return (
    <div className="rca-Card-choices">
      <button
        type="button"
        className="rca-Card-approve jp-mod-styled jp-mod-accept"
        {...armed}
        disabled={off}
        onClick={onApprove}
      >
        {edits ? words.__('Approve as edited') : words.__('Approve')}
      </button>
      {edits ? (
        <button type="button" className="rca-mod-plain" onClick={() => onDoing('look')}>
          {words.__('Cancel')}
        </button>
      ) : (
        <>
          {editable && (
            <button
              type="button"
              className="rca-mod-plain rca-Card-edit"
              disabled={off}
              onClick={() => onDoing('edit')}
            >
              {words.__('Edit…')}
            </button>
          )}
          <button
            type="button"
            className="rca-mod-plain rca-Card-reject"
            disabled={off}
            onClick={() => onDoing('reject')}
          >
            {words.__('Reject…')}
          </button>
        </>
      )}
    </div>
  );
}

interface IRejectionProps {
  off: boolean;
  reason: string;
  onReason: (reason: string) => void;
  onReject: () => void;
  onCancel: () => void;
  words: IWords;
}

/** The agent reads the reason and does something else. */
function Rejection(props: IRejectionProps): React.JSX.Element {
  const { off, reason, onReason, onReject, onCancel, words } = props;
  return (
    <form
      className="rca-Card-form"
      onSubmit={event => {
        event.preventDefault();
        onReject();
      }}
    >
      <input
        aria-label={words.__('Reason')}
        placeholder={words.__('Why not, and what instead')}
        // The user has just asked for this field.
        autoFocus // eslint-disable-line jsx-a11y/no-autofocus
        value={reason}
        onChange={event => onReason(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && onCancel()}
      />
      <div className="rca-Card-choices">
        <button type="submit" className="rca-Card-refuse jp-mod-styled jp-mod-warn" disabled={off}>
          {words.__('Reject')}
        </button>
        <button type="button" className="rca-mod-plain" onClick={onCancel}>
          {words.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
