import React from 'react';
import type { StepState } from '../core/block';

/** One stroke shape per state: the form tells the state as well as the colour does. */
const SHAPES: Record<StepState, React.JSX.Element> = {
  pending: <circle cx="8" cy="8" r="5.5" />,
  running: (
    <>
      <circle cx="8" cy="8" r="5.5" opacity="0.3" />
      <path d="M8 2.5a5.5 5.5 0 0 1 5.5 5.5" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m5.5 8.2 1.8 1.8 3.2-3.7" />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m6 6 4 4m0-4-4 4" />
    </>
  ),
  skipped: <path d="m3.5 4.5 4 3.5-4 3.5zm5 0 4 3.5-4 3.5z" />,
  blocked: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M4.2 11.8 11.8 4.2" />
    </>
  )
};

/** Begun, and left: nothing turns. */
const LEFT = <circle cx="8" cy="8" r="5.5" strokeDasharray="2.2 2.2" />;

interface IStateIconProps {
  state: StepState;
  /** Whether a session runs. */
  live: boolean;
}

export function StateIcon({ state, live }: IStateIconProps): React.JSX.Element {
  const left = state === 'running' && !live;
  return (
    <svg
      className="rca-StateIcon"
      data-state={left ? 'left' : state}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {left ? LEFT : SHAPES[state]}
    </svg>
  );
}

export function Chevron({ expanded }: { expanded: boolean }): React.JSX.Element {
  return (
    <svg className="rca-Chevron" viewBox="0 0 16 16" aria-hidden="true">
      <path d={expanded ? 'm4 6 4 4 4-4' : 'm6 4 4 4-4 4'} />
    </svg>
  );
}

export function PauseIcon(): React.JSX.Element {
  return (
    <svg className="rca-PauseIcon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5.5 3.5v9M10.5 3.5v9" />
    </svg>
  );
}
