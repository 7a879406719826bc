import React, { useEffect, useRef } from 'react';
import type { Subject } from '../core/subject';

export interface ISourceSpec {
  /** What stands there now; "" where there is nothing. */
  before: string;
  after: string;
  subject: Subject;
  /** Of a file: tells its language. */
  path: string;
  editable: boolean;
  /** For screen readers. */
  label: string;
  onChange: (text: string) => void;
}

/** Puts an editor into an element; the caller takes it away again. */
export type MakeEditor = (host: HTMLElement, spec: ISourceSpec) => { destroy: () => void };

interface ISourceProps extends ISourceSpec {
  make: MakeEditor | null;
}

/** A source, or what changes in it, in JupyterLab's editor; as plain text where there is none. */
export function Source({ make, ...spec }: ISourceProps): React.JSX.Element {
  return make ? <Editor make={make} spec={spec} /> : <Plain spec={spec} />;
}

function Editor({ make, spec }: { make: MakeEditor; spec: ISourceSpec }): React.JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef(spec);
  useEffect(() => {
    newest.current = spec;
  });
  const { before, after, subject, path, editable, label } = spec;
  useEffect(() => {
    if (!host.current) {
      return undefined;
    }
    const onChange = (text: string): void => newest.current.onChange(text);
    const shown = { before, after, subject, path, editable, label, onChange };
    const editor = make(host.current, shown);
    return () => editor.destroy();
  }, [make, before, after, subject, path, editable, label]);
  return <div ref={host} className="rca-Source" data-subject={subject} />;
}

function Plain({ spec }: { spec: ISourceSpec }): React.JSX.Element {
  const { before, after, editable, label, subject, onChange } = spec;
  return (
    <div className="rca-Source" data-subject={subject}>
      {before && !editable && <pre className="rca-Source-before">{before}</pre>}
      {editable ? (
        <textarea
          aria-label={label}
          defaultValue={after}
          onChange={event => onChange(event.target.value)}
        />
      ) : (
        <pre className="rca-Source-after">{after}</pre>
      )}
    </div>
  );
}
