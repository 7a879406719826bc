import React, { useEffect, useRef } from 'react';
import type { IWords } from './wording';

/** A node that shows Markdown of unknown origin: it links nowhere and loads nothing. */
export type RenderMarkdown = (
  source: string,
  imageText: (image: string) => string
) => Promise<HTMLElement>;

interface IRenderedProps {
  source: string;
  render: RenderMarkdown;
  words: IWords;
}

/** A cell of prose as it will look. */
export function Rendered({ source, render, words }: IRenderedProps): React.JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let newest = true;
    const show = (node: HTMLElement): void => {
      if (newest) {
        host.current?.replaceChildren(node);
      }
    };
    render(source, image => words.__('[image, not loaded: %1]', image))
      .then(show)
      .catch((reason: unknown) => console.warn('rca: the Markdown cannot be shown.', reason));
    return () => {
      newest = false;
    };
  }, [source, render, words]);
  return (
    <div
      ref={host}
      className="rca-Rendered jp-RenderedHTMLCommon jp-RenderedMarkdown"
      role="region"
      aria-label={words.__('The cell as it will look')}
      // What is too long scrolls by keyboard too.
      tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex
    />
  );
}
