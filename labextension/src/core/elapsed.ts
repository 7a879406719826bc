import type { ISessionRecord } from './block';

/** Seconds that a session took, or has taken by `now`; null when its times cannot be read. */
export function secondsOf(session: ISessionRecord, now: number): number | null {
  const from = Date.parse(session.started);
  const to = session.ended ? Date.parse(session.ended) : now;
  return Number.isNaN(from) || Number.isNaN(to) ? null : Math.max(0, (to - from) / 1000);
}

/** Seconds that all sessions took which have told their end; null where none has. */
export function secondsTaken(sessions: readonly ISessionRecord[]): number | null {
  const told = sessions.filter(({ ended }) => ended).map(session => secondsOf(session, 0));
  const known = told.filter(seconds => seconds !== null);
  return known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0);
}

/** 0:07, 12:30, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60
  ];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}
