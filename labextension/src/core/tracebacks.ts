/** A text of the kernel in which Python's account of an exception may stand, told apart from what is prose. */
export interface IToldPart {
  kind: 'text' | 'traceback';
  text: string;
}

const RULER = /^-{20,}$/;
const HEAD = /^(?:[\w.]+ +)?Traceback \(most recent call last\):?$/;
/** How the kernel goes on after it. */
const AFTER = /^The planning expert advised: /;

/** Lines that are mere rules are left out: the account has a place of its own. */
export function tracebacks(text: string): IToldPart[] {
  const parts: { kind: IToldPart['kind']; lines: string[] }[] = [{ kind: 'text', lines: [] }];
  for (const line of text.split('\n')) {
    const last = parts[parts.length - 1];
    const kind = AFTER.test(line)
      ? 'text'
      : RULER.test(line) || HEAD.test(line)
        ? 'traceback'
        : last.kind;
    if (kind !== last.kind) {
      parts.push({ kind, lines: [] });
    }
    if (kind === 'text' || !RULER.test(line)) {
      parts[parts.length - 1].lines.push(line);
    }
  }
  return parts
    .map(({ kind, lines }) => ({ kind, text: lines.join('\n') }))
    .filter(part => part.text.trim() !== '');
}
