/** A run that may open a fenced block, and the rest of its line, which may name a language. */
const FENCE = /(`{3,}|~{3,})([^\n\r]*)/g;

/** Markdown whose diagrams are left as the text they are written in: a diagram may load pictures. */
export function withoutDiagrams(source: string): string {
  return source.replace(FENCE, (whole, fence: string, info: string) =>
    /mermaid/i.test(info) ? fence + info.replace(/mermaid/gi, 'text') : whole
  );
}
