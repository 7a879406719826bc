import React from 'react';
import { shown } from '../core/plainText';
import { pseudocode } from '../core/pseudocode';

interface IAlgorithmProps {
  tex: string;
  /** Prose with its mathematics set. */
  prose: (text: string) => React.JSX.Element;
}

/** An algorithm line by line, as a paper prints it; its TeX as text where it is none that is known. */
export function Algorithm({ tex, prose }: IAlgorithmProps): React.JSX.Element {
  const lines = pseudocode(shown(tex));
  if (lines === null) {
    return <code className="rca-Tex">{shown(tex)}</code>;
  }
  return (
    <ol className="rca-Algorithm">
      {lines.map(({ depth, word, text, tail, comment }, index) => (
        <li key={index} style={{ '--rca-depth': depth } as React.CSSProperties}>
          {word && <b>{word}</b>} {prose(text)} {tail && <b>{tail}</b>}
          {comment && <i className="rca-Algorithm-comment"> ▷ {prose(comment)}</i>}
        </li>
      ))}
    </ol>
  );
}
