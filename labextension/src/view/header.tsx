import React from 'react';
import { clock, secondsTaken } from '../core/elapsed';
import { spelt } from '../core/mathText';
import { shown } from '../core/plainText';
import type { IPanelState, PanelBody } from '../core/panelState';
import type { IPanelActions } from './actions';
import { Controls, ModeChoice } from './controls';
import { ToGoOn } from './empty';
import { formats } from './formats';
import { useNames } from './named';
import { priceOf } from './pricing';
import { Progress } from './progress';
import { Setup } from './setup';
import { canStart } from './start';
import { useNow } from './useNow';
import type { IWords } from './wording';
import { doingText, isStopping, leftOver, leftText, statusText } from './statusWords';
import { elsewhereText, followsText, noticeText, strangerText } from './wording';

interface IHeaderProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
}

/** Status, time, controls, progress and the current action. */
export function Header(props: IHeaderProps): React.JSX.Element {
  const { state, words } = props;
  const { status, engine, body, controls } = state;
  // What a session would begin with is chosen where it is begun, unless one is to go on.
  const chooses = !canStart(state) || state.resume === 'button';
  const left = leftOver(state);
  return (
    <div className="rca-Panel-header">
      <div className="rca-Panel-line">
        <span
          className="rca-Panel-status"
          data-status={status}
          data-left={left > 0 ? left : undefined}
          title={left > 0 ? leftText(left, words) : undefined}
        >
          {statusText(state, words)}
        </span>
        <Controls {...props} />
      </div>
      {chooses && controls && (
        <div className="rca-Panel-line">
          <ModeChoice {...props} mode={controls.mode} />
        </div>
      )}
      <div className="rca-Panel-facts">
        {state.running && controls?.begun && (
          <Clock begun={controls.begun} before={earlier(body) ?? 0} words={words} />
        )}
        {!state.running && <Took seconds={earlier(body)} words={words} />}
        {controls && <Spent controls={controls} words={words} />}
      </div>
      {chooses && controls && <Setup {...props} controls={controls} />}
      {body.kind === 'plan' && body.tally.total > 0 && (
        <Progress tally={body.tally} engine={engine} words={words} />
      )}
      <Doing text={useNames().text(doingText(state, words))} whole={isStopping(state)} />
      <Notices {...props} />
    </div>
  );
}

/** On one line, whole where the pointer rests; what the user has to do is read to its end. */
const Doing = ({ text, whole }: { text: string; whole: boolean }): React.JSX.Element => (
  <p className="rca-Panel-action" data-whole={whole || undefined} title={text || undefined}>
    {text}
  </p>
);

/** What the sessions took that have ended: a plan that is resumed goes on counting. */
const earlier = (body: PanelBody): number | null =>
  body.kind === 'plan' ? secondsTaken(body.sessions) : null;

interface IClockProps {
  begun: string;
  before: number;
  words: IWords;
}

/** Ticks, and so is told apart from what a screen reader is to announce. */
function Clock({ begun, before, words }: IClockProps): React.JSX.Element | null {
  const now = useNow(true);
  const from = Date.parse(begun);
  return Number.isNaN(from) ? null : (
    <span className="rca-Panel-clock" role="timer" aria-live="off" title={words.__('Time so far')}>
      {clock(before + Math.max(0, (now - from) / 1000))}
    </span>
  );
}

/** How long all sessions took. */
const Took = ({
  seconds,
  words
}: {
  seconds: number | null;
  words: IWords;
}): React.JSX.Element | null =>
  seconds === null ? null : (
    <span className="rca-Panel-clock" title={words.__('Time taken')}>
      {clock(seconds)}
    </span>
  );

interface ISpentProps {
  controls: NonNullable<IPanelState['controls']>;
  words: IWords;
}

/** Money so far, and what is to come. */
function Spent({ controls, words }: ISpentProps): React.JSX.Element | null {
  const { usage, budget, forecast } = controls;
  if (usage.calls === 0) {
    return null;
  }
  const known = usage.cost > 0;
  const spent = priceOf(usage, words);
  const capped = known && budget.max_cost > 0;
  const { money, list } = formats(words);
  const facts = [capped ? words.__('%1 of %2', spent, money(budget.max_cost)) : spent];
  if (forecast && known) {
    facts.push(words.__('about %1 more', money(forecast.cost)));
  }
  return (
    <span className="rca-Panel-spent" title={words.__('Cost so far, and what is left to do')}>
      {list(facts)}
    </span>
  );
}

function Notices({ state, actions, words }: IHeaderProps): React.JSX.Element {
  const names = useNames();
  const notice = noticeText(names.text(state.notice), words);
  return (
    <div className="rca-Panel-notices" aria-live="polite">
      {state.resume === 'hint' && <ToGoOn state={state} actions={actions} words={words} />}
      {state.follows && (
        <p className="rca-Panel-follows">{followsText(state.why, state.running, words)}</p>
      )}
      {state.elsewhere && (
        <p className="rca-Panel-follows">
          {elsewhereText(shown(state.elsewhere), state.worksElsewhere, words)}
        </p>
      )}
      {state.stranger && (
        <p className="rca-Panel-stranger">{strangerText(state.stranger, words)}</p>
      )}
      {state.message && <p className="rca-Panel-message">{spelt(names.text(state.message))}</p>}
      {notice && <p className="rca-Panel-notice">{notice}</p>}
    </div>
  );
}
