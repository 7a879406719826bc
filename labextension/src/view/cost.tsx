import React from 'react';
import type { ISessionRecord } from '../core/block';
import { clock, secondsOf } from '../core/elapsed';
import { money } from '../core/money';
import { shown } from '../core/plainText';
import { useNow } from './useNow';
import type { IWords } from './wording';
import { statusWord } from './wording';

interface ICostProps {
  sessions: ISessionRecord[];
  /** Whether the last session runs. */
  live: boolean;
  words: IWords;
}

/** What each session took: calls, tokens, money, time; newest first. */
export function Cost({ sessions, live, words }: ICostProps): React.JSX.Element {
  const now = useNow(live);
  if (sessions.length === 0) {
    return <p className="rca-Panel-empty">{words.__('No session has run so far.')}</p>;
  }
  return (
    <div className="rca-Cost">
      {sessions.length > 1 && <Total sessions={sessions} words={words} />}
      {sessions
        .map((session, index) => (
          <Session
            key={session.id}
            session={session}
            now={live && index === sessions.length - 1 ? now : null}
            words={words}
          />
        ))
        .reverse()}
    </div>
  );
}

function Total({ sessions, words }: Omit<ICostProps, 'live'>): React.JSX.Element {
  const sum = (field: 'calls' | 'prompt_tokens' | 'completion_tokens' | 'cost'): number =>
    sessions.reduce((total, session) => total + (session[field] ?? 0), 0);
  return (
    <section className="rca-Session" data-session="">
      <h3>{words.__('All %1 sessions', sessions.length)}</h3>
      <dl>
        <Fact name={words.__('Calls')} value={sum('calls').toLocaleString()} />
        <Fact
          name={words.__('Tokens')}
          value={words.__(
            '%1 prompt, %2 completion',
            sum('prompt_tokens').toLocaleString(),
            sum('completion_tokens').toLocaleString()
          )}
        />
        <Fact name={words.__('Cost')} value={money(sum('cost'))} />
      </dl>
    </section>
  );
}

interface ISessionProps {
  session: ISessionRecord;
  now: number | null;
  words: IWords;
}

function Session({ session, now, words }: ISessionProps): React.JSX.Element {
  const { engine, reason, started } = session;
  const { calls = 0, prompt_tokens = 0, completion_tokens = 0, cost = 0, roles = [] } = session;
  const over = session.status !== 'running' || now !== null;
  // A session that never said its end has no known length.
  const seconds = session.ended || now !== null ? secondsOf(session, now ?? 0) : null;
  const begun = new Date(started);
  return (
    <section className="rca-Session" data-session={session.id}>
      <h3>
        <bdi>{shown(engine)}</bdi>{' '}
        <span className="rca-Session-status">
          {statusWord(over ? session.status : 'stale', words)}
        </span>
      </h3>
      {reason && <p className="rca-Session-reason">{shown(reason)}</p>}
      <dl>
        {!Number.isNaN(begun.getTime()) && (
          <Fact name={words.__('Started')} value={begun.toLocaleString()} />
        )}
        {seconds !== null && <Fact name={words.__('Time')} value={clock(seconds)} />}
        <Fact name={words.__('Calls')} value={calls.toLocaleString()} />
        <Fact name={words.__('Prompt tokens')} value={prompt_tokens.toLocaleString()} />
        <Fact name={words.__('Completion tokens')} value={completion_tokens.toLocaleString()} />
        <Fact name={words.__('Cost')} value={money(cost)} />
        {roles.map(one => (
          <Fact
            key={`${one.role} ${one.model}`}
            name={shown(one.role)}
            value={words.__(
              '%1 calls, %2 prompt, %3 completion (%4)',
              (one.calls ?? 0).toLocaleString(),
              (one.prompt_tokens ?? 0).toLocaleString(),
              (one.completion_tokens ?? 0).toLocaleString(),
              shown(one.model)
            )}
          />
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
