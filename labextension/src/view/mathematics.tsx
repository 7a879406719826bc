import React, { useLayoutEffect, useMemo, useRef } from 'react';
import { cited, segments, typesettable } from '../core/mathText';
import { shown } from '../core/plainText';
import type { Typeset } from './typesetting';
import { Typesetting } from './typesetting';

const nothing = (): void => undefined;

/** What sets the formulae of a part of the panel; `onSet`, always the same, hears of it. */
export const useTypesetting = (typeset: Typeset | null, onSet = nothing): Typesetting | null =>
  useMemo(() => typeset && new Typesetting(typeset, onSet), [typeset, onSet]);

interface IMathProps {
  tex: string;
  display: boolean;
  setting: Typesetting;
}

interface IEquationProps {
  tex: string;
  setting: Typesetting | null;
}

/** An equation: its TeX is text until it is set, and without a typesetter. */
export function Equation({ tex, setting }: IEquationProps): React.JSX.Element {
  const plain = shown(tex);
  const safe = typesettable(plain);
  return safe !== null && setting ? (
    <Formula tex={safe} display setting={setting} />
  ) : (
    <code className="rca-Tex">{plain}</code>
  );
}

interface IProseProps {
  text: string;
  setting: Typesetting | null;
  /** Whether code may stand in it. */
  mixed?: boolean;
}

/** Prose, its formulae between dollar signs set where there is a typesetter. */
export function Prose({ text, setting, mixed = false }: IProseProps): React.JSX.Element {
  const plain = shown(text);
  // Most lines of a log hold none, and many of them are drawn in a frame.
  if (!setting || !plain.includes('$')) {
    return <>{cited(plain)}</>;
  }
  return (
    <>
      {segments(plain, mixed).map((part, index) =>
        part.kind === 'text' ? (
          <React.Fragment key={index}>{part.text}</React.Fragment>
        ) : (
          <Formula key={index} tex={part.tex} display={false} setting={setting} />
        )
      )}
    </>
  );
}

function Formula({ tex, display, setting }: IMathProps): React.JSX.Element {
  const host = useRef<HTMLSpanElement>(null);
  // React draws nothing inside: the element belongs to the typesetter.
  useLayoutEffect(
    () => (host.current ? setting.show(host.current, tex, display) : undefined),
    [tex, display, setting]
  );
  return <span ref={host} className={display ? 'rca-Formula rca-mod-display' : 'rca-Formula'} />;
}
