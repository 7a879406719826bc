import React from 'react';
import type { IRoleUsage, ISessionRecord } from '../core/block';
import { clock, secondsOf } from '../core/elapsed';
import type { IPanelState, PanelBody } from '../core/panelState';
import { shown } from '../core/plainText';
import { flat } from '../core/planTree';
import { formats } from './formats';
import { isUnpriced, priceOf } from './pricing';
import { useNow } from './useNow';
import type { IWords } from './wording';
import { statusWord } from './statusWords';
import { roleWord } from './wording';

interface ICostProps {
  body: Extract<PanelBody, { kind: 'plan' }>;
  state: IPanelState;
  words: IWords;
}

/** What each session took, newest first: calls, tokens, money, time; what is to come, and each step. */
export function Cost({ body, state, words }: ICostProps): React.JSX.Element {
  const { sessions } = body;
  const live = state.running;
  const now = useNow(live);
  if (sessions.length === 0) {
    return <p className="rca-Panel-empty">{words.__('No session has run so far.')}</p>;
  }
  return (
    <div className="rca-Cost">
      <ToCome state={state} words={words} />
      {sessions.length > 1 && <Total sessions={sessions} words={words} />}
      {sessions
        .map((session, index) => {
          const last = index === sessions.length - 1;
          return (
            <Session
              key={session.id}
              session={session}
              // The words of the header, where both tell of the same session.
              status={last ? state.status : session.status === 'running' ? 'stale' : session.status}
              now={live && last ? now : null}
              words={words}
            />
          );
        })
        .reverse()}
      <BySteps body={body} words={words} />
    </div>
  );
}

/** What the rest of the plan may take, reckoned from what is done. */
function ToCome({ state, words }: Omit<ICostProps, 'body'>): React.JSX.Element | null {
  const { forecast = null, budget, usage } = state.controls ?? {};
  const { number, money } = formats(words);
  const capless = usage !== undefined && isUnpriced(usage) && (budget?.max_cost ?? 0) > 0;
  if (!state.running || !(forecast || capless)) {
    return null;
  }
  return (
    <section className="rca-Session" data-session="forecast">
      <h3>{words.__('Forecast')}</h3>
      <dl>
        {forecast && (
          <>
            <Fact
              name={words.__('Tokens to come')}
              value={words.__('about %1', number(forecast.tokens))}
            />
            <Fact
              name={words.__('Cost to come')}
              value={
                usage && !isUnpriced(usage)
                  ? words.__('about %1', money(forecast.cost))
                  : words.__('price unknown')
              }
            />
          </>
        )}
      </dl>
      {capless && (
        <p className="rca-Session-reason">
          {words.__('No price is known for the model: the cap on the cost cannot act. Cap tokens.')}
        </p>
      )}
    </section>
  );
}

function Total({
  sessions,
  words
}: {
  sessions: ISessionRecord[];
  words: IWords;
}): React.JSX.Element {
  const sum = (field: 'calls' | 'prompt_tokens' | 'completion_tokens' | 'cost'): number =>
    sessions.reduce((total, session) => total + (session[field] ?? 0), 0);
  const { number } = formats(words);
  const all = {
    prompt_tokens: sum('prompt_tokens'),
    completion_tokens: sum('completion_tokens'),
    cost: sum('cost')
  };
  return (
    <section className="rca-Session" data-session="">
      <h3>{words._n('The one session', 'All %1 sessions', sessions.length)}</h3>
      <dl>
        <Fact name={words.__('Calls')} value={number(sum('calls'))} />
        <Fact name={words.__('Prompt tokens')} value={number(all.prompt_tokens)} />
        <Fact name={words.__('Completion tokens')} value={number(all.completion_tokens)} />
        <Fact name={words.__('Cost')} value={priceOf(all, words, sessions)} />
      </dl>
    </section>
  );
}

interface ISessionProps {
  session: ISessionRecord;
  status: IPanelState['status'];
  now: number | null;
  words: IWords;
}

function Session({ session, status, now, words }: ISessionProps): React.JSX.Element {
  const { engine, reason, started } = session;
  const { calls = 0, prompt_tokens = 0, completion_tokens = 0, roles = [] } = session;
  // A session that never said its end has no known length.
  const seconds = session.ended || now !== null ? secondsOf(session, now ?? 0) : null;
  const begun = new Date(started);
  const { number, moment } = formats(words);
  return (
    <section className="rca-Session" data-session={session.id}>
      <h3>
        <bdi>{shown(engine)}</bdi>{' '}
        <span className="rca-Session-status">{statusWord(status, words)}</span>
      </h3>
      {reason && <p className="rca-Session-reason">{shown(reason)}</p>}
      <dl>
        {!Number.isNaN(begun.getTime()) && (
          <Fact name={words.__('Started')} value={moment(begun)} />
        )}
        {seconds !== null && <Fact name={words.__('Time')} value={clock(seconds)} />}
        <Fact name={words.__('Calls')} value={number(calls)} />
        <Fact name={words.__('Prompt tokens')} value={number(prompt_tokens)} />
        <Fact name={words.__('Completion tokens')} value={number(completion_tokens)} />
        <Fact name={words.__('Cost')} value={priceOf(session, words, roles)} />
      </dl>
      {roles.length > 0 && <Roles roles={roles} words={words} />}
    </section>
  );
}

/** What each role used, with which model. */
const Roles = ({ roles, words }: { roles: IRoleUsage[]; words: IWords }): React.JSX.Element => (
  <ul className="rca-Roles" aria-label={words.__('By role')}>
    {roles.map(one => {
      const { number, list } = formats(words);
      return (
        <li key={`${one.role} ${one.model}`}>
          <p className="rca-Roles-head">
            <span>{roleWord(one.role, words)}</span>
            <span>{priceOf(one, words)}</span>
          </p>
          <p className="rca-Roles-facts">
            <bdi>{shown(one.model)}</bdi>
            {': '}
            {list([
              words._n('%1 call', '%1 calls', one.calls ?? 0),
              words.__(
                '%1 prompt and %2 completion tokens',
                number(one.prompt_tokens ?? 0),
                number(one.completion_tokens ?? 0)
              )
            ])}
          </p>
        </li>
      );
    })}
  </ul>
);

/** What each step cost that cost something, as far as it is known. */
function BySteps({ body, words }: Omit<ICostProps, 'state'>): React.JSX.Element | null {
  const dear = flat(body.roots).filter(({ step }) => (step.cost ?? 0) > 0);
  const { money } = formats(words);
  return dear.length === 0 ? null : (
    <section className="rca-Session" data-session="steps">
      <h3>{words.__('By step')}</h3>
      <dl>
        {dear.map(({ step }) => (
          <Fact key={step.id} name={shown(step.title)} value={money(step.cost ?? 0)} />
        ))}
      </dl>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }): React.JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
