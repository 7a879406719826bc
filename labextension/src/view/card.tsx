import React, { useEffect, useRef, useState } from 'react';
import { shown } from '../core/plainText';
import { subjectOf } from '../core/subject';
import type { IApproval, Verdict } from '../protocol/messages';
import type { IPanelActions } from './actions';
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
  makeEditor: MakeEditor | null;
  renderMarkdown: RenderMarkdown | null;
  words: IWords;
}

type Doing = 'look' | 'edit' | 'reject';

/** What will happen, and the user's word on it. It waits for as long as it takes. */
export function ApprovalCard(props: IApprovalProps): React.JSX.Element {
  const { waiting, acts, actions, makeEditor, renderMarkdown, words } = props;
  const { id, summary, before, after, path } = waiting;
  const [doing, setDoing] = useState<Doing>('look');
  const [text, setText] = useState(after);
  const [sent, setSent] = useState(false);
  const card = useEditorFocus(doing);
  const decide = (verdict: Verdict, said: string): void => {
    setSent(true);
    const call = { name: 'decide', args: { request: id, verdict, text: said } } as const;
    void actions.ask(call).then(({ ok }) => ok || setSent(false));
  };
  const subject = subjectOf(waiting);
  return (
    <section
      ref={card}
      className="rca-Card"
      tabIndex={-1}
      aria-label={words.__('Approval')}
      data-request={id}
    >
      <CardHead {...props} />
      {summary && <p className="rca-Card-summary">{shown(summary)}</p>}
      {subject === 'markdown' && text && renderMarkdown && (
        <Rendered source={text} render={renderMarkdown} words={words} />
      )}
      {(before || after) && (
        <Source
          {...{ before, after, subject, path }}
          label={
            doing === 'edit' ? words.__('Edit before it is done') : words.__('What is to be done')
          }
          editable={doing === 'edit'}
          onChange={setText}
          make={makeEditor}
        />
      )}
      {doing === 'reject' ? (
        <Rejection
          off={sent || !acts}
          onReject={reason => decide('reject', reason)}
          onCancel={() => setDoing('look')}
          words={words}
        />
      ) : (
        <Choices
          edits={doing === 'edit'}
          editable={waiting.editable}
          off={sent || !acts}
          onApprove={() => (doing === 'edit' ? decide('edit', text) : decide('approve', ''))}
          onDoing={next => {
            setText(after);
            setDoing(next);
          }}
          words={words}
        />
      )}
    </section>
  );
}

/** Who wants to edit finds the focus in the editor. */
function useEditorFocus(doing: Doing): React.RefObject<HTMLElement> {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (doing === 'edit') {
      card.current?.querySelector<HTMLElement>('.rca-Source :is(.cm-content, textarea)')?.focus();
    }
  }, [doing]);
  return card;
}

/** Which action, by whom, how dangerous, and where. */
function CardHead({ waiting, actions, words }: IApprovalProps): React.JSX.Element {
  const { action, risk, step, persona, cell_id, path } = waiting;
  const who = personaWord(persona, words);
  return (
    <>
      <h3 className="rca-Card-title">
        {actionWord(action, words)}{' '}
        <span className="rca-Card-risk" data-risk={risk}>
          {riskWord(risk, words)}
        </span>
      </h3>
      <p className="rca-Card-place">
        {step && <bdi>{words.__('step %1', shown(step))}</bdi>}
        {who && <span>{who}</span>}
        {path && <code>{shown(path)}</code>}
        {cell_id && (
          <button type="button" className="rca-Link" onClick={() => actions.reveal([cell_id])}>
            {words.__('Show the cell')}
          </button>
        )}
      </p>
    </>
  );
}

interface IChoicesProps {
  edits: boolean;
  editable: boolean;
  off: boolean;
  onApprove: () => void;
  onDoing: (next: Doing) => void;
  words: IWords;
}

function Choices(props: IChoicesProps): React.JSX.Element {
  const { edits, editable, off, onApprove, onDoing, words } = props;
  return (
    <div className="rca-Card-choices">
      <button
        type="button"
        className="rca-Card-approve jp-mod-styled jp-mod-accept"
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
  onReject: (reason: string) => void;
  onCancel: () => void;
  words: IWords;
}

/** The agent reads the reason and does something else. */
function Rejection({ off, onReject, onCancel, words }: IRejectionProps): React.JSX.Element {
  const [reason, setReason] = useState('');
  return (
    <form
      className="rca-Card-form"
      onSubmit={event => {
        event.preventDefault();
        onReject(reason);
      }}
    >
      <input
        aria-label={words.__('Reason')}
        placeholder={words.__('Why not, and what instead')}
        // The user has just asked for this field.
        autoFocus // eslint-disable-line jsx-a11y/no-autofocus
        value={reason}
        onChange={event => setReason(event.target.value)}
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
