import React, { useEffect, useId, useState } from 'react';
import { looksLikeKey } from '../core/keys';
import type { IPanelState } from '../core/panelState';
import { shown } from '../core/plainText';
import type { IStart } from '../core/startLine';
import { implementLine, NO_START, paperLine } from '../core/startLine';
import type { Mode } from '../protocol/messages';
import type { IPanelActions } from './actions';
import type { ILine } from './field';
import { Choices, FieldLine } from './field';
import { useKept, useKeptHere } from './kept';
import { keyText, roleHint } from './roleWords';
import type { IWords } from './wording';
import { modeHint, modeWord, roleWord } from './wording';

const MODES: readonly Mode[] = ['plan', 'approve', 'auto'];
const ROLES = ['planner', 'expert', 'worker'] as const;

/** Whether a session can begin from the panel: the kernel listens, and the notebook holds no plan of a paper.
 * Where a cell of the user's own was rerun, a plan holds its repair, or nothing, and no paper. */
export const canStart = ({ body, acts, running }: IPanelState): boolean =>
  acts && !running && (body.kind === 'none' || (body.kind === 'plan' && body.paper === ''));

interface IStartProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
}

/** Reads a paper, then begins a session: each by a cell at the end of the notebook, as if it were typed. */
export function Start(props: IStartProps): React.JSX.Element {
  const { known } = props.state;
  const { words } = props;
  const [another, setAnother] = useState(false);
  const read = known !== null && known.file !== '';
  return (
    <div className="rca-Start">
      {read && (
        <p className="rca-Start-paper">
          {shown(known.paper)} <span className="rca-Start-file">{shown(known.file)}</span>
        </p>
      )}
      {(!read || another) && <PaperForm {...props} onRead={() => setAnother(false)} />}
      {read && !another && (
        <button
          type="button"
          className="rca-Start-another rca-Link"
          onClick={() => setAnother(true)}
        >
          {words.__('Read another paper')}
        </button>
      )}
      {read && !another && <SessionForm {...props} />}
    </div>
  );
}

/** Does one thing at a time. */
function useBusy(): [boolean, (work: Promise<void>) => void] {
  const [busy, setBusy] = useState(false);
  return [
    busy,
    work => {
      setBusy(true);
      void work.finally(() => setBusy(false));
    }
  ];
}

function PaperForm({
  actions,
  words,
  onRead
}: IStartProps & { onRead: () => void }): React.JSX.Element {
  const [file, setFile] = useKept(useKeptHere(), 'start paper', '');
  const [found, setFound] = useState<string[]>([]);
  const [busy, begin] = useBusy();
  const list = useId();
  useEffect(() => {
    void actions.papers().then(setFound);
  }, [actions]);
  return (
    <form
      className="rca-Start-form"
      aria-label={words.__('Read a paper')}
      onSubmit={event => {
        event.preventDefault();
        begin(actions.start(paperLine(file)).then(onRead));
      }}
    >
      <Choices id={list} names={found} />
      <FieldLine
        name="paper"
        label={words.__('Paper')}
        hint="paper.tex"
        about={words.__('A LaTeX, PDF, HTML or Markdown file, a folder, an archive or an arXiv id')}
        value={file}
        list={list}
        error=""
        onChange={setFile}
      />
      <button
        type="submit"
        className="rca-Start-read jp-mod-styled jp-mod-accept"
        disabled={busy || file.trim() === ''}
      >
        {busy ? words.__('Reading…') : words.__('Read Paper')}
      </button>
      <AsCell lines={[paperLine(file || 'paper.tex'), EXAMPLE]} words={words} />
    </form>
  );
}

function SessionForm({ state, actions, words }: IStartProps): React.JSX.Element {
  const [start, setStart] = useKept<IStart>(useKeptHere(), 'start', NO_START);
  const [busy, begin] = useBusy();
  const set = (name: keyof IStart) => ({
    name,
    value: start[name],
    error: looksLikeKey(start[name]) ? keyText(words) : '',
    onChange: (value: string) => setStart({ ...start, [name]: value })
  });
  const refused = Object.values(start).some(looksLikeKey);
  const list = useId();
  const model: Partial<ILine> = { list, onFocus: actions.look };
  return (
    <form
      className="rca-Start-form"
      aria-label={words.__('Implement a part of the paper')}
      onSubmit={event => {
        event.preventDefault();
        begin(actions.start(implementLine(start)));
      }}
    >
      <Choices id={list} names={state.known?.models ?? []} />
      <Target {...set('target')} state={state} words={words} />
      <ModeField {...set('mode')} words={words} />
      <FieldLine
        {...set('model')}
        {...model}
        label={roleWord('model', words)}
        hint={words.__('as configured')}
      />
      <details className="rca-Setup">
        <summary>{words.__('Models and budget')}</summary>
        {ROLES.map(role => (
          <FieldLine
            {...set(role)}
            {...model}
            key={role}
            label={roleWord(role, words)}
            about={roleHint(role, words)}
            hint={words.__('as the model')}
          />
        ))}
        <Caps set={set} words={words} />
      </details>
      <button
        type="submit"
        className="rca-Start-begin jp-mod-styled jp-mod-accept"
        disabled={busy || refused || start.target.trim() === ''}
      >
        {words.__('Start')}
      </button>
      {!refused && (
        <AsCell
          lines={[start.target.trim() === '' ? EXAMPLE : implementLine(start)]}
          words={words}
        />
      )}
    </form>
  );
}

const EXAMPLE = '%rca implement "Section 3.2"';

/** What the form writes, for who would rather type it. */
const AsCell = ({ lines, words }: { lines: string[]; words: IWords }): React.JSX.Element => (
  <div className="rca-Start-lines">
    <p>{words.__('The same, typed in a cell:')}</p>
    <pre>{lines.map(shown).join('\n')}</pre>
  </div>
);

interface ISet {
  name: string;
  value: string;
  error: string;
  onChange: (value: string) => void;
}

function Caps({
  set,
  words
}: {
  set: (name: keyof IStart) => ISet;
  words: IWords;
}): React.JSX.Element {
  const hint = words.__('as configured');
  return (
    <>
      <FieldLine
        {...set('max_cost')}
        label={words.__('Cost at most ($)')}
        number="any"
        hint={hint}
      />
      <FieldLine {...set('max_tokens')} label={words.__('Tokens at most')} number="1" hint={hint} />
    </>
  );
}

/** The paper's sections and algorithms to choose from; any words that name a part will do. */
function Target({
  state,
  words,
  ...set
}: ISet & { state: IPanelState; words: IWords }): React.JSX.Element {
  const list = useId();
  return (
    <>
      <datalist id={list}>
        {state.known?.targets.map(({ target, title }, index) => (
          <option key={index} value={shown(target)}>
            {shown(title)}
          </option>
        ))}
      </datalist>
      <FieldLine
        {...set}
        list={list}
        label={words.__('Implement')}
        hint="Section 3.2"
        about={words.__('A section, an algorithm, an equation, or a title')}
      />
    </>
  );
}

function ModeField({ name, value, onChange, words }: ISet & { words: IWords }): React.JSX.Element {
  const id = useId();
  const mode = MODES.find(known => known === value);
  return (
    <div className="rca-Field">
      <label htmlFor={id}>{words.__('Mode')}</label>
      <select
        id={id}
        name={name}
        value={value}
        aria-describedby={`${id}-about`}
        onChange={event => onChange(event.target.value)}
      >
        <option value="">{words.__('As configured')}</option>
        {MODES.map(known => (
          <option key={known} value={known}>
            {modeWord(known, words)}
          </option>
        ))}
      </select>
      <p id={`${id}-about`} className="rca-Field-about">
        {mode ? modeHint(mode, words) : words.__('As JupyterLab’s settings or the kernel’s say')}
      </p>
    </div>
  );
}
