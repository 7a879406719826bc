import React, { useEffect, useRef } from 'react';
import { segments, typesettable } from '../core/mathText';
import { shown } from '../core/plainText';

/** JupyterLab's typesetter, on an element that holds TeX as text. */
export type Typeset = (host: HTMLElement) => void | Promise<void>;

interface IMathProps {
  tex: string;
  display: boolean;
  typeset: Typeset | null;
}

/** An equation: set once it is on screen; its TeX is text until then, and without a typesetter. */
export function Equation({ tex, typeset }: Omit<IMathProps, 'display'>): React.JSX.Element {
  const plain = shown(tex);
  const safe = typesettable(plain);
  return safe !== null && typeset ? (
    <Formula tex={safe} display typeset={typeset} />
  ) : (
    <code className="rca-Tex">{plain}</code>
  );
}

/** Prose, its formulae between dollar signs set where there is a typesetter. */
export function Prose({
  text,
  typeset
}: {
  text: string;
  typeset: Typeset | null;
}): React.JSX.Element {
  const plain = shown(text);
  if (!typeset) {
    return <>{plain}</>;
  }
  return (
    <>
      {segments(plain).map((part, index) =>
        part.kind === 'text' ? (
          <React.Fragment key={index}>{part.text}</React.Fragment>
        ) : (
          <Formula key={index} tex={part.tex} display={false} typeset={typeset} />
        )
      )}
    </>
  );
}

function Formula({ tex, display, typeset }: IMathProps): React.JSX.Element {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const span = host.current;
    if (!span || !typeset) {
      return;
    }
    // React draws nothing inside: from here on the element belongs to the typesetter.
    span.textContent = tex;
    return whenSeen(span, () => {
      span.textContent = display ? `\\[${tex}\\]` : `\\(${tex}\\)`;
      void Promise.resolve(typeset(span)).then(() => letScroll(span));
    });
  }, [tex, display, typeset]);
  return <span ref={host} className={display ? 'rca-Formula rca-mod-display' : 'rca-Formula'} />;
}

/** What is too wide scrolls by keyboard too. */
function letScroll(span: HTMLElement): void {
  if (span.scrollWidth > span.clientWidth + 1 && span.classList.contains('rca-mod-display')) {
    span.tabIndex = 0;
  }
}

function whenSeen(element: HTMLElement, deed: () => void): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    deed();
    return () => undefined;
  }
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      observer.disconnect();
      deed();
    }
  });
  observer.observe(element);
  return () => observer.disconnect();
}
